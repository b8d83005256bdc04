import Foundation
import GRDB
import Testing

@testable import Stopover

@Suite("Schema steps")
struct SchemaStepsTests {
    @Test("a migration of schema steps alone is atomic: a failure leaves nothing but its record")
    func atomic() throws {
        let database = try TestDatabase("CREATE TABLE a (v); INSERT INTO a VALUES (NULL)")
        let migrator = try database.migrator([
            TestMigration(1, name: "one") {
                Execute("CREATE TABLE b (v NOT NULL)")
                Execute("UPDATE a SET v = 1 WHERE v IS NOT NULL")
                Execute("INSERT INTO b SELECT v FROM a")
            }
        ])
        #expect(
            message { _ = try migrator.run() }
                == """
                001: step 3: Execute: INSERT INTO b SELECT v FROM a: NOT NULL constraint failed: b.v
                  What was committed before stays; mend the cause and run again.
                """)
        #expect(try database.schema() == ["CREATE TABLE a (v)"])
        #expect(try database.log() == ["failed|001|one"])
        #expect(
            try database.lines("SELECT message FROM _migration_log") == [
                "step 3: Execute: INSERT INTO b SELECT v FROM a: NOT NULL constraint failed: b.v"
            ])
        #expect(try database.lines("SELECT * FROM _migrations") == [])
        try database.execute("UPDATE a SET v = 2")
        #expect(try migrator.run().finished == [1])
        #expect(try database.lines("SELECT v FROM b") == ["1"])
        #expect(try database.log() == ["failed|001|one", "applied|001|one"])
        #expect(try database.lines("SELECT * FROM _migration_checkpoints") == [])
    }

    @Test("a failed migration that committed nothing may be edited and run again")
    func edited() throws {
        let database = try TestDatabase("CREATE TABLE a (v); INSERT INTO a VALUES (NULL)")
        let wrong = TestMigration(1, name: "one") {
            Execute("CREATE TABLE b (v NOT NULL)")
            Execute("INSERT INTO b SELECT v FROM a")
        }
        #expect(code { _ = try database.migrator([wrong]).run() } == .stepFailed)
        let right = TestMigration(1, name: "renamed") { Execute("CREATE TABLE b (v)") }
        #expect(try database.migrator([right]).run().finished == [1])
        #expect(try database.lines("SELECT name FROM _migrations") == ["renamed"])
    }

    @Test("steps before a batch commit by themselves, and a run goes on behind them")
    func severalSteps() throws {
        let database = try TestDatabase(
            "CREATE TABLE a (id INTEGER PRIMARY KEY, v); INSERT INTO a VALUES (1, NULL), (2, 5)")
        let migration = TestMigration(1, name: "one") {
            Execute("CREATE TABLE b (v)")
            Update("a", set: "v = coalesce(v, 0) + 1")
            Execute("INSERT INTO b SELECT v FROM a WHERE (SELECT count(*) FROM a) = 3")
            Verify("b is filled", noRows: "SELECT 1 WHERE (SELECT count(*) FROM b) = 0")
        }
        let migrator = try database.migrator([migration])
        #expect(
            message { _ = try migrator.run() }
                == """
                001: step 4: b is filled: does not hold
                  The query of the check finds the rows: mend them, then run again.
                """)
        #expect(try database.lines("SELECT v FROM a") == ["1", "6"])
        #expect(try database.lines("SELECT * FROM b") == [])
        #expect(
            try database.lines("SELECT step, migration_rows FROM _migration_checkpoints") == ["2|2"]
        )
        try database.execute("INSERT INTO a VALUES (3, 9)")
        #expect(try migrator.run().finished == [1])
        #expect(try database.lines("SELECT v FROM b") == ["1", "6", "9"])
        #expect(try database.lines("SELECT rows FROM _migrations") == ["2"])
    }

    @Test("a half-done migration that changed goes on with the new code where it is accepted")
    func acceptChanged() throws {
        let database = try TestDatabase(
            "CREATE TABLE a (id INTEGER PRIMARY KEY, v); INSERT INTO a VALUES (1, 1), (2, 2), (3, 3)"
        )
        let stop = StopSignal()
        let before = TestMigration(1) {
            Execute("CREATE TABLE b (v)")
            Update("a", set: "v = v + 1").chunk(rows: 1)
        }
        _ = try database.migrator([before]).runAndWait(stop: stop) {
            if case .chunk = $0 { stop.request() }
        }
        #expect(try database.lines("SELECT v FROM a") == ["2", "2", "3"])
        // The batch stands at another step now: the position of the old one is not taken for its own.
        let after = TestMigration(1) {
            Execute("CREATE TABLE b (v)")
            Execute("CREATE TABLE c (v)")
            Update("a", set: "v = v * 10")
        }
        #expect(code { _ = try database.migrator([after]).run() } == .halfDone)
        var settings = RunSettings()
        settings.acceptChanged = [1]
        let migrator = try Migrator(database.queue, migrations: [after], settings: settings)
        #expect(try migrator.run().finished == [1])
        #expect(try database.lines("SELECT v FROM a") == ["20", "20", "30"])
    }

    @Test("changed code that was accepted is not asked about again when it is stopped once more")
    func acceptChangedOnce() throws {
        let database = try TestDatabase(
            "CREATE TABLE a (id INTEGER PRIMARY KEY, v); INSERT INTO a VALUES (1, 1), (2, 2), (3, 3)"
        )
        func stopAfterOneChunk(_ migration: TestMigration, _ settings: RunSettings) throws {
            let stop = StopSignal()
            let migrator = try Migrator(
                database.queue, migrations: [migration], settings: settings)
            _ = try migrator.runAndWait(stop: stop) { if case .chunk = $0 { stop.request() } }
        }
        try stopAfterOneChunk(
            TestMigration(1) { Update("a", set: "v = v + 1").chunk(rows: 1) }, RunSettings())
        let after = TestMigration(1) { Update("a", set: "v = v * 10").chunk(rows: 1) }
        var settings = RunSettings()
        settings.acceptChanged = [1]
        try stopAfterOneChunk(after, settings)
        #expect(try database.migrator([after]).run().finished == [1])
        #expect(try database.lines("SELECT v FROM a") == ["2", "20", "30"])
    }

    @Test("AddColumn is passed over where the column is there, in whatever case")
    func addColumn() throws {
        let database = try TestDatabase("CREATE TABLE a (id, Phone TEXT)")
        let migrator = try database.migrator([
            TestMigration(1) {
                AddColumn("a", "phone TEXT")
                AddColumn("a", "\"PHONE\" TEXT")
                AddColumn("a", "mail TEXT DEFAULT 'x, y'")
            }
        ])
        _ = try migrator.run()
        #expect(
            try database.schema() == ["CREATE TABLE a (id, Phone TEXT, mail TEXT DEFAULT 'x, y')"])
    }

    @Test("triggers with their semicolons run as one statement")
    func triggers() throws {
        let database = try TestDatabase("CREATE TABLE a (v)")
        let migrator = try database.migrator([
            TestMigration(1) {
                Execute(
                    """
                    CREATE TABLE log (line); -- a comment; with semicolon
                    CREATE TRIGGER t AFTER INSERT ON a BEGIN
                      INSERT INTO log VALUES (CASE new.v WHEN 1 THEN 'one;' ELSE 'more' END);
                      INSERT INTO log VALUES ('second');
                    END;
                    INSERT INTO a VALUES (1);;
                    """)
            }
        ])
        _ = try migrator.run()
        #expect(try database.lines("SELECT line FROM log") == ["one;", "second"])
    }

    @Test("Verify(sameRowCount:) holds over an atomic migration and over one of several steps")
    func sameRowCount() throws {
        for isAtomic in [true, false] {
            let database = try TestDatabase(
                "CREATE TABLE a (id INTEGER PRIMARY KEY, v); INSERT INTO a (id) VALUES (1), (2), (3)"
            )
            let migrator = try database.migrator([
                TestMigration(1) {
                    Execute("DELETE FROM a WHERE id = 3 AND 1 = 2")
                    if !isAtomic { Update("a", set: "v = 1") }
                    Execute("INSERT INTO a (id) SELECT 4 WHERE (SELECT count(*) FROM a) = 3")
                    Verify(sameRowCount: "a")
                }
            ])
            let step = isAtomic ? 3 : 4
            #expect(
                message { _ = try migrator.run() }
                    == """
                    001: step \(step): a has 4 rows, and had 3 when the migration began
                      Find what added or took rows, then run again or roll back.
                    """)
            #expect(try database.count("SELECT count(*) FROM a") == 3)
        }
    }

    @Test("a row count is compared with that at the migration's beginning, after a resume too")
    func sameRowCountResumed() throws {
        let database = try TestDatabase(
            "CREATE TABLE a (id INTEGER PRIMARY KEY, v); INSERT INTO a VALUES (1, 0), (2, 0)")
        let migrator = try database.migrator([
            TestMigration(1) {
                Update("a", set: "v = 1").chunk(rows: 1)
                Verify(sameRowCount: "a")
            }
        ])
        let stop = StopSignal()
        _ = try migrator.runAndWait(stop: stop) { if case .chunk = $0 { stop.request() } }
        try database.execute("DELETE FROM a WHERE id = 2")
        #expect(
            message { _ = try migrator.run() }
                == """
                001: step 2: a has 1 rows, and had 2 when the migration began
                  Find what added or took rows, then run again or roll back.
                """)
    }

    @Test("a closure runs on the empty copy as well as on the database")
    func closure() throws {
        let database = try TestDatabase("CREATE TABLE a (v); INSERT INTO a VALUES (1), (2)")
        let counts = Shared<[Int]>([])
        let migrator = try database.migrator([
            TestMigration(1) {
                Execute { db in
                    let count = try Int.fetchOne(db, sql: "SELECT count(*) FROM a") ?? -1
                    counts.update { $0.append(count) }
                    try db.execute(sql: "CREATE TABLE b AS SELECT * FROM a")
                }
            }
        ])
        _ = try migrator.run()
        #expect(counts.value == [0, 2])
        #expect(try database.lines("SELECT v FROM b") == ["1", "2"])
    }

    @Test("an error of a closure is told by its type, and no row's value with it")
    func closureErrors() throws {
        struct Secret: Error, CustomStringConvertible {
            var description: String { "secret" }
        }
        let database = try TestDatabase("CREATE TABLE a (v); INSERT INTO a VALUES ('secret')")
        func text(_ body: @escaping @Sendable (Database) throws -> Void) throws -> String {
            let migrator = try database.migrator([TestMigration(1) { Execute(body) }])
            return message { _ = try migrator.run() }
        }
        let hint = "\n  What was committed before stays; mend the cause and run again."
        #expect(
            try text { db in
                if try String.fetchOne(db, sql: "SELECT v FROM a") != nil { throw Secret() }
            } == "001: step 1: Execute (Swift): Secret was thrown" + hint)
        #expect(
            try text { db in
                _ = try DecodedRow.fetchAll(db, sql: "SELECT v AS name, NULL AS v FROM a")
            } == "001: step 1: Execute (Swift): RowDecodingError was thrown" + hint)
        #expect(
            try text { db in
                for value in try String.fetchAll(db, sql: "SELECT v FROM a") {
                    try db.execute(sql: "SELECT * FROM \(value)")
                }
            } == "001: step 1: Execute (Swift): SQLite error 1: SQL logic error" + hint)
        #expect(
            try text { _ in throw Secret() }
                == """
                001: step 1: Secret was thrown
                  Mend the step; nothing was changed. It ran on an empty copy of the schema.
                """)
    }

    @Test(
        "what begins or ends a transaction is refused in SQL and in closures, and nothing changes",
        arguments: ["BEGIN", "COMMIT", "END", "ROLLBACK", "SAVEPOINT a", "RELEASE a"])
    func transactionControl(sql: String) throws {
        let keyword = sql.split(separator: " ")[0]
        let text = """
            001: step 1: \(keyword) is refused: the engine begins and ends the transactions
              Leave it out; steps that stand together commit together.
            """
        for step in [Execute("CREATE TABLE a (v); " + sql), Execute { try $0.execute(sql: sql) }] {
            let database = try TestDatabase()
            let migrator = try database.migrator([TestMigration(1) { step }])
            #expect(message { _ = try migrator.run() } == text)
            #expect(try database.tables() == [])
        }
    }

    @Test("a closure that commits on the database alone fails, and nothing counts as applied")
    func closureCommits() throws {
        let database = try TestDatabase("CREATE TABLE a (v); INSERT INTO a VALUES (1)")
        let migrator = try database.migrator([
            TestMigration(1) {
                Execute { db in
                    for _ in try Row.fetchAll(db, sql: "SELECT * FROM a") {
                        try db.execute(sql: "COMMIT")
                    }
                }
            }
        ])
        #expect(
            message { _ = try migrator.run() }
                == """
                001: step 1: The transaction was ended from inside, and was rolled back
                  Look for RAISE(ROLLBACK) in a trigger, a full disk, or a closure that ends the \
                transaction or hides an error.
                """)
        #expect(try database.lines("SELECT * FROM _migrations") == [])
    }

    @Test(
        "what a transaction ignores is refused with the way out",
        arguments: [
            ("VACUUM", "VACUUM"), ("PRAGMA journal_mode = WAL", "PRAGMA journal_mode"),
        ])
    func ignored(sql: String, name: String) throws {
        let database = try TestDatabase()
        let migrator = try database.migrator([TestMigration(1) { Execute(sql) }])
        #expect(
            message { _ = try migrator.run() }
                == """
                001: step 1: \(name) does not work inside a transaction
                  Put it in a schema step of its own with transaction:false (transaction: false in Swift).
                """)
    }

    @Test("a statement is refused before it runs even on the copy: no file is made")
    func attach() throws {
        let database = try TestDatabase()
        let other = database.directory.appendingPathComponent("other.sqlite").path
        for sql in [
            "ATTACH '\(other)' AS o; CREATE TABLE o.a (v)", "VACUUM INTO '\(other)'",
        ] {
            for transaction in [true, false] {
                let migrator = try database.migrator([
                    TestMigration(1) { Execute(sql, transaction: transaction) }
                ])
                #expect(code { _ = try migrator.plan() } == .invalidSQL)
                #expect(code { _ = try migrator.run() } == .invalidSQL)
                #expect(FileSystem.attributes(other) == nil)
            }
        }
    }

    @Test("RAISE(ROLLBACK) in a trigger fails the migration")
    func raiseRollback() throws {
        let database = try TestDatabase(
            """
            CREATE TABLE a (v); INSERT INTO a VALUES (1);
            CREATE TRIGGER t BEFORE UPDATE ON a BEGIN SELECT RAISE(ROLLBACK, 'no'); END;
            """)
        let migrator = try database.migrator([
            TestMigration(1) {
                Execute("CREATE TABLE b (v)")
                Execute("UPDATE a SET v = 2")
            }
        ])
        #expect(code { _ = try migrator.run() } == .stepFailed)
        #expect(try database.count("SELECT count(*) FROM sqlite_master WHERE name = 'b'") == 0)
        #expect(try database.log() == ["failed|001|test"])
    }
}

/// Decoding it fails with an error whose text holds the row.
private struct DecodedRow: FetchableRecord, Decodable {
    let v: Int
}
