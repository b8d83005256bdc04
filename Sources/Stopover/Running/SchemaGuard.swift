import GRDB

/// What schema steps must not lose: compared inside their transaction, before COMMIT.
///
/// With enforcement off, dropping or rebuilding a parent leaves its children alone, but may leave them
/// pointing at nothing; SQLite's own procedure ends in `PRAGMA foreign_key_check`
/// (<https://sqlite.org/lang_altertable.html#otheralter>, step 10). Violations that were there before
/// are not the steps' fault.
struct SchemaGuard {
    /// Nil where violations are not compared.
    private let violations: Violations?
    private let rowCounts: [String: Int]

    /// Notes what there is before the steps.
    init(_ db: Database, _ mode: ForeignKeys, _ effects: StepEffects, except tables: HistoryTables)
        throws
    {
        let isChecked = mode == .checked
        violations =
            isChecked && effects.mayViolateForeignKeys
            ? try Violations(db, renumbered: effects.dropped.isEmpty ? [] : effects.names) : nil
        var rowCounts: [String: Int] = [:]
        // A closure may rightly delete by statements that the copy, without rows, did not see.
        if isChecked, effects.isDestructive, !effects.isOpaque {
            for table in try TableShape.names(db)
            where !effects.names.contains(table.lowercased()) && !tables.contains(table) {
                rowCounts[table] = try Self.count(db, table)
            }
        }
        self.rowCounts = rowCounts
    }

    /// - Throws: `foreignKeyViolated` or `rowsLost`.
    func check(_ db: Database) throws {
        try checkRowCounts(db)
        try violations?.check(db)
    }

    private func checkRowCounts(_ db: Database) throws {
        for (table, before) in rowCounts.sorted(by: { $0.key < $1.key }) {
            guard try db.tableExists(table) else { continue }
            let after = try Self.count(db, table)
            guard after < before else { continue }
            throw MigrationError(
                .rowsLost,
                "The steps took \(before - after) of \(before) rows out of \(table), which they do not name",
                hint: "Look for a trigger; name the table in the steps if that is meant.",
                outcome: .failed)
        }
    }

    static func count(_ db: Database, _ table: String) throws -> Int {
        try Int.fetchOne(db, sql: "SELECT count(*) FROM \(quoted(table))") ?? 0
    }
}

extension Database {
    /// Runs `body` with foreign keys enforced or not, outside a transaction.
    func withForeignKeys<Result>(
        _ mode: ForeignKeys, _ body: () throws -> Result
    ) throws -> Result {
        try enforcingForeignKeys(mode == .enforced, body)
    }
}
