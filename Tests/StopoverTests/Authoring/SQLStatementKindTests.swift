import Testing

@testable import Stopover

@Suite struct SQLStatementKindTests {
    @Test(
        "A statement is told by its first words",
        arguments: [
            ("", .empty), (" -- nothing\n", .empty), ("/* nothing */ ;;", .empty),
            ("BEGIN", .transactionControl("BEGIN")),
            ("begin immediate;", .transactionControl("BEGIN")),
            ("COMMIT", .transactionControl("COMMIT")), ("end", .transactionControl("END")),
            ("rollback TO a", .transactionControl("ROLLBACK")),
            ("savepoint a", .transactionControl("SAVEPOINT")),
            ("RELEASE a", .transactionControl("RELEASE")),
            ("-- why\n/* and */ ; Begin", .transactionControl("BEGIN")),
            ("VACUUM", .vacuum), ("vacuum INTO 'a'", .vacuumInto),
            ("ATTACH 'a' AS b", .attach("ATTACH")), ("detach b", .attach("DETACH")),
            ("PRAGMA foreign_keys = ON", .pragma("foreign_keys")),
            ("pragma Main.Foreign_Keys", .pragma("foreign_keys")),
            ("PRAGMA \"main\" . [user_version] = 1", .pragma("user_version")),
            ("PRAGMA table_info(t)", .pragma("table_info")),
            ("PRAGMA 'journal_mode'", .pragma("journal_mode")),
            ("PRAGMA", .pragma("")), ("PRAGMA main.", .pragma("")),
            ("PRAGMA a = b.c", .pragma("a")),
            ("SELECT 'BEGIN'", .other), ("\"BEGIN\"", .other), ("'BEGIN'", .other),
            ("EXPLAIN COMMIT", .other), ("BEGINS", .other),
            ("CREATE TRIGGER a AFTER INSERT ON t BEGIN SELECT 1; END", .create),
            ("UPDATE t SET a = 1", .other),
        ] as [(String, SQLStatementKind)]
    )
    func kind(sql: String, expected: SQLStatementKind) {
        #expect(SQLStatementKind(sql) == expected)
    }
}
