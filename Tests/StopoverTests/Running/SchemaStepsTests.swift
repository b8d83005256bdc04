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
}
