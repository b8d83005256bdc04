import GRDB
import Stopover
import Testing

struct ForEachRowTests {
    /// Every chunk size gives the same: what a visit sees does not depend on where chunks end.
    @Test(arguments: [1, 2, 3, 7, 100])
    func aRowThatAnEarlierVisitDeletedIsNotVisited(_ chunk: Int) throws {
        let database = try TestDatabase(
            """
            CREATE TABLE t (id INTEGER PRIMARY KEY, email TEXT);
            INSERT INTO t VALUES (1, 'a'), (2, 'b'), (3, 'a'), (4, 'a'), (5, 'b'), (6, 'c')
            """)
        try database.migrator([
            TestMigration("1") {
                ForEachRow("t", reading: .integer("id"), .text("email")) { db, id, email in
                    try db.execute(
                        sql: "DELETE FROM t WHERE email = ? AND id <> ?", arguments: [email, id])
                }.chunk(rows: chunk)
            }
        ]).runAndWait()
        #expect(try database.rows("SELECT * FROM t") == ["1|\"a\"", "2|\"b\"", "6|\"c\""])
    }

    @Test(arguments: [1, 2, 3, 7, 100])
    func aVisitSeesWhatEarlierVisitsWrote(_ chunk: Int) throws {
        let database = try TestDatabase(
            """
            CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER);
            INSERT INTO t VALUES (1, 1), (2, 0), (3, 0), (4, 0), (5, 0)
            """)
        try database.migrator([
            TestMigration("1") {
                ForEachRow("t", reading: .integer("id"), .integer("n")) { db, id, n in
                    try db.execute(
                        sql: "UPDATE t SET n = ? WHERE id = ?",
                        arguments: [(n ?? 0) * 2, (id ?? 0) + 1])
                }.chunk(rows: chunk)
            }
        ]).runAndWait()
        #expect(try database.rows("SELECT n FROM t") == ["1", "2", "4", "8", "16"])
    }

    @Test func aRefusedRowsWritesGoBackAndTheOthersStay() throws {
        let database = try TestDatabase(
            """
            CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER); CREATE TABLE log (x INTEGER UNIQUE);
            INSERT INTO t VALUES (1, 10), (2, 10), (3, 30), (4, 40)
            """)
        let report = try database.migrator([
            TestMigration("1") {
                ForEachRow("t", reading: .integer("id"), .integer("n")) { db, id, n in
                    try db.execute(
                        sql: "INSERT INTO log VALUES (?)", arguments: [(id ?? 0) * 1_000])
                    try db.execute(sql: "INSERT INTO log VALUES (?)", arguments: [n])
                    if id == 3 { throw Odd(secret: "planted") }
                }.refusals(.quarantine(upTo: 2))
            }
        ]).runAndWait()
        #expect(try database.rows("SELECT x FROM log ORDER BY x") == ["10", "40", "1000", "4000"])
        #expect(report.rows == 2)
        #expect(report.rowsQuarantined == 2)
        #expect(
            try database.rows(
                "SELECT version, step, table_name, key, reason FROM _migration_quarantine")
                == [
                    "\"1\"|1|\"t\"|2|\"UNIQUE constraint failed: log.x\"",
                    "\"1\"|1|\"t\"|3|\"Odd was thrown\"",
                ])
    }

    @Test(arguments: [
        (ResultCode.SQLITE_NOMEM, MigrationError.Code.outOfMemory), (.SQLITE_FULL, .diskFull),
        (.SQLITE_IOERR, .stepFailed), (.SQLITE_CORRUPT, .stepFailed),
    ])
    func whatIsNoRowsFaultPutsNoneInQuarantine(
        _ resultCode: ResultCode, _ code: MigrationError.Code
    ) throws {
        let database = try TestDatabase(
            "CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER); INSERT INTO t VALUES (1, 0), (2, 0)"
        )
        let error = try migrationError {
            try database.migrator([
                TestMigration("1") {
                    ForEachRow("t", reading: .integer("id")) { db, id in
                        try db.execute(sql: "UPDATE t SET n = 1 WHERE id = ?", arguments: [id])
                        if id == 2 { throw DatabaseError(resultCode: resultCode) }
                    }.refusals(.quarantine(upTo: 2))
                }
            ]).runAndWait()
        }
        #expect(error.code == code)
        #expect(try database.rows("SELECT n FROM t") == ["0", "0"])
        #expect(try database.rows("SELECT * FROM _migration_quarantine") == [])
    }

    @Test func aCommitOfItsOwnIsRefusedAndPartsNothing() throws {
        let database = try TestDatabase(
            "CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER); INSERT INTO t VALUES (1, 0), (2, 0)"
        )
        let text = message {
            try database.migrator([
                TestMigration("1") {
                    ForEachRow("t", reading: .integer("id")) { db, id in
                        try db.execute(
                            sql: "UPDATE t SET n = n + 1 WHERE id = ?", arguments: [id])
                        if id == 2 { try db.execute(sql: "COMMIT; BEGIN") }
                    }
                }
            ]).runAndWait()
        }
        #expect(
            text == """
                1: step 1: The transaction was ended from inside, and was rolled back
                  Look for RAISE(ROLLBACK) in a trigger, a full disk, or a closure that ends the \
                transaction or hides an error.
                """)
        #expect(try database.rows("SELECT n FROM t") == ["0", "0"])
    }

    @Test func aHiddenRollbackLeavesNothingOfItsChunk() throws {
        let database = try TestDatabase(
            """
            CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER); CREATE TABLE log (x);
            INSERT INTO t VALUES (1, 0), (2, 0), (3, 0), (4, 0);
            CREATE TRIGGER tr AFTER UPDATE ON t WHEN new.id = 3
            BEGIN SELECT RAISE(ROLLBACK, 'never'); END
            """)
        let text = message {
            try database.migrator([
                TestMigration("1") {
                    ForEachRow("t", reading: .integer("id")) { db, id in
                        try? db.execute(
                            sql: "UPDATE t SET n = n + 1 WHERE id = ?", arguments: [id])
                        try? db.execute(sql: "INSERT INTO log VALUES (?)", arguments: [id])
                    }.chunk(rows: 2)
                }
            ]).runAndWait()
        }
        #expect(text.hasPrefix("1: step 1: The transaction was ended from inside"))
        // The first chunk is committed; of the second nothing is.
        #expect(try database.rows("SELECT n FROM t") == ["1", "1", "0", "0"])
        #expect(try database.rows("SELECT x FROM log") == ["1", "2"])
    }

    @Test func aRowThatIsRefusedStopsTheMigrationAtItsChunk() throws {
        let database = try TestDatabase(
            """
            CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER);
            INSERT INTO t VALUES (1, 0), (2, 0), (3, 0), (4, 0)
            """)
        let text = message {
            try database.migrator([
                TestMigration("1") {
                    ForEachRow("t", reading: .integer("id")) { db, id in
                        try db.execute(sql: "UPDATE t SET n = n + 1 WHERE id = ?", arguments: [id])
                        if id == 4 { throw Odd(secret: "planted") }
                    }.chunk(rows: 2)
                }
            ]).runAndWait()
        }
        #expect(
            text == """
                1: step 1: ForEachRow t: row id = 4 was refused: Odd was thrown
                  Mend the row or the closure and run again; .refusals(.quarantine(upTo:)) passes such \
                rows by.
                """)
        #expect(try database.rows("SELECT n FROM t") == ["1", "1", "0", "0"])
    }

    @Test func rowsThatItInsertsAboveTheUpperBoundAreNotVisited() throws {
        let database = try TestDatabase(
            "CREATE TABLE t (id INTEGER PRIMARY KEY, n); INSERT INTO t VALUES (1, 1), (2, 2)")
        let report = try database.migrator([
            TestMigration("1") {
                ForEachRow("t", reading: .integer("n")) { db, n in
                    try db.execute(sql: "INSERT INTO t (n) VALUES (?)", arguments: [n])
                }.chunk(rows: 1)
            }
        ]).runAndWait()
        #expect(report.rows == 2)
        #expect(try database.count("SELECT count(*) FROM t") == 4)
    }
}

/// An error whose own text would tell a value.
struct Odd: Error, CustomStringConvertible {
    let secret: String
    var description: String { "value \(secret)" }
}
