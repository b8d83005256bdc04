import GRDB
import Testing

@testable import ContactsDemo

struct TableComparisonTests {
    /// The table must hold (1, 'a'), (3, 'c'), (3 'd'): id 2 has no row, id 3 two.
    private static let expected = ExpectedTable(
        "t", columns: ["id", "key", "value"], keyColumnCount: 2, idCount: 3
    ) { id in
        switch id {
        case 1: [[.integer(1), .text("a"), .integer(10)]]
        case 3: [[.integer(3), .text("c"), .null], [.integer(3), .text("d"), .integer(30)]]
        default: []
        }
    }

    @Test(
        arguments: [
            ("", 3, []),
            // Missing, at either end and in the middle.
            ("DELETE FROM t WHERE id = 1", 2, ["t 1, \"a\" is missing"]),
            ("DELETE FROM t WHERE key = 'c'", 2, ["t 3, \"c\" is missing"]),
            ("DELETE FROM t WHERE key = 'd'", 2, ["t 3, \"d\" is missing"]),
            (
                "DELETE FROM t", 0,
                ["t 1, \"a\" is missing", "t 3, \"c\" is missing", "t 3, \"d\" is missing"]
            ),
            // Too many, at either end and in the middle.
            ("INSERT INTO t VALUES (0, 'z', 1)", 4, ["t 0, \"z\" should not be there"]),
            ("INSERT INTO t VALUES (2, 'b', 1)", 4, ["t 2, \"b\" should not be there"]),
            ("INSERT INTO t VALUES (3, 'e', 1)", 4, ["t 3, \"e\" should not be there"]),
            // Both at once.
            (
                "UPDATE t SET key = 'b' WHERE key = 'a'", 3,
                ["t 1, \"a\" is missing", "t 1, \"b\" should not be there"]
            ),
            // Another value, another class, a value for NULL.
            ("UPDATE t SET value = 11 WHERE id = 1", 3, ["t 1, \"a\": value is 11, not 10"]),
            ("UPDATE t SET value = '10' WHERE id = 1", 3, ["t 1, \"a\": value is \"10\", not 10"]),
            ("UPDATE t SET value = '' WHERE key = 'c'", 3, ["t 3, \"c\": value is \"\", not NULL"]),
            ("UPDATE t SET value = NULL WHERE key = 'd'", 3, ["t 3, \"d\": value is NULL, not 30"]),
        ] as [(String, Int, [String])])
    func findsWhatDiffers(change: String, rowCount: Int, told: [String]) throws {
        let comparison = try Self.compare(change)
        #expect(comparison.rowCount == rowCount)
        #expect(comparison.told.sorted() == told.sorted())
        #expect(comparison.differenceCount == told.count)
    }

    @Test func tellsTheFirstDifferencesAndCountsAll() throws {
        let comparison = try Self.compare(
            "INSERT INTO t WITH n(i) AS (SELECT 4 UNION ALL SELECT i + 1 FROM n WHERE i < 23) "
                + "SELECT i, 'x', 0 FROM n")
        #expect(comparison.differenceCount == 20)
        #expect(comparison.told == (4...8).map { "t \($0), \"x\" should not be there" })
    }

    @Test func findsAMissingTable() throws {
        let comparison = try Self.compare("DROP TABLE t")
        #expect(comparison.told == ["the table t is missing"])
        #expect(comparison.rowCount == 0)
    }

    @Test(arguments: [
        ("ALTER TABLE t ADD COLUMN more", "[\"id\", \"key\", \"value\", \"more\"]"),
        ("ALTER TABLE t RENAME COLUMN value TO price", "[\"id\", \"key\", \"price\"]"),
        ("ALTER TABLE t DROP COLUMN value", "[\"id\", \"key\"]"),
    ])
    func findsOtherColumns(change: String, columns: String) throws {
        let comparison = try Self.compare(change)
        #expect(
            comparison.told == ["t has the columns \(columns), not [\"id\", \"key\", \"value\"]"])
    }

    private static func compare(_ change: String) throws -> TableComparison {
        try DatabaseQueue().write { db in
            try db.execute(
                sql: """
                    CREATE TABLE t (id, key, value);
                    INSERT INTO t VALUES (3, 'd', 30), (1, 'a', 10), (3, 'c', NULL);
                    """)
            try db.execute(sql: change)
            return try TableComparison(expected, in: db)
        }
    }
}
