import Testing

@testable import Stopover

@Suite("A script with transaction:false")
struct ScriptTests {
    private static let sql = """
        CREATE TABLE b (v NOT NULL);
        CREATE TRIGGER t AFTER INSERT ON b BEGIN INSERT INTO log VALUES (new.v); SELECT 1; END;
        ALTER TABLE a RENAME COLUMN v TO w;
        INSERT INTO b SELECT w FROM a;
        PRAGMA user_version = 7;
        VACUUM;
        INSERT INTO b VALUES (9)
        """

    private func database() throws -> TestDatabase {
        try TestDatabase("CREATE TABLE a (v); CREATE TABLE log (v); INSERT INTO a VALUES (NULL)")
    }

    @Test("it goes on at the statement that failed: those before it don't run again")
    func resumed() throws {
        let database = try database()
        let migrator = try database.migrator([
            TestMigration(1, name: "one") {
                Execute(Self.sql, transaction: false)
                Execute("CREATE TABLE c (v)")
            }
        ])
        #expect(
            message { _ = try migrator.run() }
                == """
                001: step 1: Execute: CREATE TABLE b(v NOT NULL); CREATE TRIGGER t AFTER INSERT O…: NOT NULL constraint failed: b.v
                  What was committed before stays; mend the cause and run again.
                """)
        #expect(
            try database.lines("SELECT step, statement FROM _migration_checkpoints") == ["0|3"])
        #expect(try migrator.status().lines == ["001 failed irreversible"])
        try database.execute("UPDATE a SET w = 1")
        #expect(try migrator.run().finished == [1])
        #expect(try database.lines("SELECT v FROM b") == ["1", "9"])
        #expect(try database.lines("SELECT v FROM log") == ["1", "9"])
        #expect(try database.lines("PRAGMA user_version") == ["7"])
    }

    @Test("its plan before and in the middle changes nothing")
    func plan() throws {
        let database = try database()
        let migrator = try database.migrator([
            TestMigration(1) { Execute(Self.sql, transaction: false) }
        ])
        let before = try database.schema()
        #expect(try migrator.plan().migrations[0].steps[0].writes == ["b", "log"])
        #expect(try database.schema() == before)
        #expect(code { _ = try migrator.run() } == .stepFailed)
        let plan = try migrator.plan()
        #expect(plan.migrations[0].resumes)
        #expect(plan.migrations[0].steps.count == 1)
    }

    @Test(
        "what is left of a script begins behind the statements that are done",
        arguments: [
            ("A; B; C", 0, "A; B; C"), ("A; B; C", 1, " B; C"), ("A; B; C", 2, " C"),
            ("A; B; C", 3, ""), ("A; B;", 2, ""), (";;A;;B", 1, ";B"), ("-- x;\nA; B", 1, " B"),
            ("A ';' /* ; */; B", 1, " B"),
            ("A; -- only a comment;\n; B", 1, " -- only a comment;\n; B"),
            ("A; -- c;\n; B", 2, ""),
            ("CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END; B", 1, " B"),
            (
                "CREATE TEMP TRIGGER t AFTER INSERT ON a BEGIN SELECT CASE 1 WHEN 1 THEN 2 END; END; B",
                1, " B"
            ),
        ])
    func remainder(sql: String, count: Int, rest: String) {
        #expect(Script(sql: sql).remainder(after: count) == rest)
    }

    @Test("a statement that leaves a row referring to nothing fails, and those before it stay")
    func foreignKeys() throws {
        let database = try TestDatabase(
            """
            CREATE TABLE parent (id INTEGER PRIMARY KEY);
            CREATE TABLE child (parent REFERENCES parent);
            INSERT INTO parent VALUES (1), (2), (3); INSERT INTO child VALUES (2);
            """)
        let sql = "DELETE FROM parent WHERE id = 1; DELETE FROM parent WHERE id = 2; VACUUM"
        let migrator = try database.migrator([
            TestMigration(1) { Execute(sql, transaction: false) }
        ])
        #expect(
            message { _ = try migrator.run() }
                == """
                001: step 1: After the steps row 1 of child refers to nothing in parent
                  Keep the rows that others refer to, or choose foreign_keys:enforced or off.
                """)
        #expect(try database.lines("SELECT id FROM parent") == ["2", "3"])
        #expect(code { _ = try migrator.run() } == .foreignKeyViolated)
        try database.execute("DELETE FROM child")
        #expect(try migrator.run().finished == [1])
        #expect(try database.lines("SELECT id FROM parent") == ["3"])
    }

    @Test("a table that others refer to is made anew in a transaction, or unchecked")
    func parentMadeAnew() throws {
        let sql = """
            CREATE TABLE new (id INTEGER PRIMARY KEY); INSERT INTO new SELECT id FROM parent;
            DROP TABLE parent; ALTER TABLE new RENAME TO parent
            """
        func migrator(_ database: TestDatabase, _ mode: ForeignKeys) throws -> Migrator {
            try database.migrator([
                TestMigration(1, foreignKeys: mode) { Execute(sql, transaction: false) }
            ])
        }
        let database = try TestDatabase(
            """
            CREATE TABLE parent (id INTEGER PRIMARY KEY);
            CREATE TABLE child (parent REFERENCES Parent);
            INSERT INTO parent VALUES (1); INSERT INTO child VALUES (1);
            """)
        let before = try database.schema()
        #expect(
            message { _ = try migrator(database, .checked).run() }
                == """
                001: step 1: With transaction:false foreign keys are checked after each statement, and one drops a table that others refer to
                  Leave transaction:false out, so that they are checked when all is done; or say foreign_keys:off.
                """)
        #expect(try database.schema() == before)
        #expect(try migrator(database, .off).run().finished == [1])
        #expect(try database.lines("SELECT parent FROM child") == ["1"])
    }

    @Test("transactions and PRAGMA foreign_keys are refused there as well")
    func refused() throws {
        let database = try database()
        for sql in ["BEGIN", "PRAGMA foreign_keys = OFF"] {
            let migrator = try database.migrator([
                TestMigration(1) { Execute(sql, transaction: false) }
            ])
            #expect(code { _ = try migrator.run() } == .invalidSQL)
        }
    }
}
