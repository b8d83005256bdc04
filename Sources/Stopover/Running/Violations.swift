import GRDB

/// Rows that refer to nothing: counted before the steps and after them, in a temporary table.
struct Violations {
    /// Tables that the steps may make anew: a row may have another rowid after them, so that only the
    /// number of violations can be compared. In small letters.
    private let renumbered: Set<String>
    /// Tables that SQLite can't check, because a foreign key of theirs refers to columns that are not
    /// unique. Where it was so before, the steps are not at fault. In small letters.
    private let unchecked: Set<String>

    private static let table = "temp._stopover_violations"

    /// Counts what there is before the steps.
    init(_ db: Database, renumbered: Set<String>) throws {
        self.renumbered = renumbered
        try db.execute(sql: "DROP TABLE IF EXISTS \(Self.table)")
        try db.execute(
            sql: "CREATE TEMP TABLE _stopover_violations (child, parent, row, example, n)")
        unchecked = Set(
            try Self.count(db, sign: -1, renumbered: renumbered).map { $0.lowercased() })
    }

    /// - Throws: `foreignKeyViolated` where there is one that was not there before.
    func check(_ db: Database) throws {
        defer { try? db.execute(sql: "DROP TABLE IF EXISTS \(Self.table)") }
        let mismatched = try Self.count(db, sign: 1, renumbered: renumbered)
        if let child = mismatched.first(where: { !unchecked.contains($0.lowercased()) }) {
            throw MigrationError(
                .foreignKeyViolated,
                "After the steps a foreign key of \(child) refers to columns that are not unique",
                hint: "Give them a UNIQUE index, or choose foreign_keys:enforced or off.",
                outcome: .failed)
        }
        let new = try Row.fetchAll(
            db,
            sql: """
                SELECT max(child) AS child, max(parent) AS parent,
                iif(min(n) < 0, row, min(example)) AS row FROM \(Self.table)
                GROUP BY lower(child), lower(parent), row HAVING sum(n) > 0 ORDER BY 1, 2, 3
                """
        ).first { !unchecked.contains(($0["child"] as String).lowercased()) }
        guard let new else { return }
        let (child, parent) = (new["child"] as String, new["parent"] as String)
        let row = (new["row"] as Int64?).map { "row \($0) of \(child)" } ?? "a row of \(child)"
        throw MigrationError(
            .foreignKeyViolated, "After the steps \(row) refers to nothing in \(parent)",
            hint: "Keep the rows that others refer to, or choose foreign_keys:enforced or off.",
            outcome: .failed)
    }

    /// Adds what there is now, times `sign`.
    ///
    /// - Returns: the tables that can't be checked.
    private static func count(
        _ db: Database, sign: Int, renumbered: Set<String>
    ) throws -> [String] {
        let children = try String.fetchAll(
            db,
            sql: """
                SELECT DISTINCT m.name FROM main.sqlite_master AS m,
                pragma_foreign_key_list(m.name, 'main') WHERE m.type = 'table' ORDER BY m.name
                """)
        return try children.filter { child in
            do {
                try db.execute(
                    sql: """
                        INSERT INTO \(table)
                        SELECT "table", parent, iif(?, NULL, rowid), min(rowid), ? * count(*)
                        FROM pragma_foreign_key_check(?, 'main') GROUP BY 1, 2, 3
                        """,
                    arguments: [renumbered.contains(child.lowercased()), sign, child])
                return false
            } catch let error as DatabaseError where error.isForeignKeyMismatch {
                return true
            }
        }
    }
}

extension DatabaseError {
    /// A foreign key refers to columns that are not unique
    /// (<https://sqlite.org/foreignkeys.html#fk_indexes>). It has no code of its own.
    fileprivate var isForeignKeyMismatch: Bool {
        resultCode == .SQLITE_ERROR && plainMessage.hasPrefix("foreign key mismatch")
    }
}
