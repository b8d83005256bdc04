import GRDB

/// Whether two databases have the same contacts.
public struct ContactsComparison: Sendable {
    private let expected: String

    /// - Parameter expected: the database that is as it should be.
    public init(expected: String) {
        self.expected = expected
    }

    /// What is different in the database at `path`; nil where nothing is.
    ///
    /// Compared are the rows of `contacts`, every value with its storage class, and its definition
    /// and indexes; and they have to be sound.
    public func difference(_ path: String) throws -> String? {
        let queue = try DatabaseQueue(path: path)
        defer { try? queue.close() }
        return try queue.writeWithoutTransaction { db in
            try db.execute(sql: "ATTACH ? AS expected", arguments: [expected])
            guard try Self.schema(db, "main") == Self.schema(db, "expected") else {
                return "the table or its indexes are defined otherwise"
            }
            let counts = try Row.fetchOne(
                db,
                sql: """
                    SELECT (SELECT count(*) FROM expected.contacts) AS expected,
                        (SELECT count(*) FROM main.contacts) AS there
                    """)
            guard let counts, counts["expected"] as Int == counts["there"] else {
                return "rows are missing, or there are more of them"
            }
            let wrong = try Int.fetchOne(db, sql: Self.wrongRows(db)) ?? 0
            if wrong > 0 { return "\(wrong) rows are wrong" }
            let state = try String.fetchOne(db, sql: "PRAGMA main.integrity_check('contacts')")
            return state == "ok" ? nil : "the table is damaged"
        }
    }

    private static func schema(_ db: Database, _ name: String) throws -> [String] {
        try String.fetchAll(
            db,
            sql: "SELECT sql FROM \(name).sqlite_schema WHERE tbl_name = 'contacts' ORDER BY name")
    }

    /// `IS` is exact here: the columns' affinities leave no two spellings of a number, and no column
    /// has a collation.
    private static func wrongRows(_ db: Database) throws -> String {
        let columns = try db.columns(in: "contacts").map(\.name)
        func values(_ table: String) -> String {
            columns.map { "\(table).\($0)" }.joined(separator: ", ")
        }
        return """
            SELECT count(*) FROM expected.contacts AS e LEFT JOIN main.contacts AS c ON c.id = e.id
            WHERE (\(values("c"))) IS NOT (\(values("e")))
            """
    }
}
