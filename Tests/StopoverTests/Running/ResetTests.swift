import GRDB
import Testing

@testable import Stopover

@Suite("reset")
struct ResetTests {
    @Test("drops every object, whatever its name and kind, and applies all anew")
    func everything() throws {
        let database = try TestDatabase(
            """
            CREATE TABLE "odd "" name; DROP" (id INTEGER PRIMARY KEY AUTOINCREMENT, "x'y" TEXT);
            CREATE TABLE child (p REFERENCES "odd "" name; DROP" ON DELETE RESTRICT);
            CREATE INDEX "an index" ON child (p);
            CREATE VIEW "a view" AS SELECT * FROM child;
            CREATE VIEW broken AS SELECT * FROM nowhere;
            CREATE TRIGGER "a trigger" INSTEAD OF INSERT ON "a view" BEGIN SELECT 1; END;
            CREATE TRIGGER t BEFORE DELETE ON child BEGIN SELECT RAISE(ABORT, 'no'); END;
            CREATE VIRTUAL TABLE words USING fts5(word);
            CREATE TABLE "sqlitelike" (v);
            INSERT INTO "odd "" name; DROP" VALUES (1, 'a');
            INSERT INTO child VALUES (1);
            INSERT INTO words VALUES ('one');
            ANALYZE;
            """)
        let migrator = try database.migrator([.table(1)])
        _ = try migrator.run()
        #expect(try migrator.reset().finished == [1])
        #expect(
            try database.schema() == ["CREATE TABLE t001 (id INTEGER PRIMARY KEY, v TEXT)"])
        #expect(try database.log() == ["applied|001|make_t001"])
        #expect(try database.queue.writeWithoutTransaction { try $0.enforcesForeignKeys() })
        #expect(try database.lines("PRAGMA integrity_check") == ["ok"])
    }

    @Test("drops a table of the app's that is called as a full-text index's own would be")
    func contentTable() throws {
        let database = try TestDatabase(
            """
            CREATE TABLE Notes_content (id INTEGER PRIMARY KEY, body TEXT);
            CREATE VIRTUAL TABLE notes USING fts5(body, content='notes_content', content_rowid='id');
            CREATE VIRTUAL TABLE kept USING fts5(body, prefix='2 3');
            """)
        _ = try database.migrator([.table(1)]).reset()
        #expect(try database.schema() == ["CREATE TABLE t001 (id INTEGER PRIMARY KEY, v TEXT)"])
    }

    @Test("drops nothing where the migrations can't be applied anew")
    func triedFirst() throws {
        let database = try TestDatabase("CREATE TABLE old (v)")
        let before = try database.lines("SELECT sql FROM sqlite_master")
        let needsOld = TestMigration(1) { Execute("ALTER TABLE old ADD COLUMN w") }
        #expect(
            message { _ = try database.migrator([needsOld]).reset() }
                == """
                001: The migrations can't build an empty database: step 1: no such table: old
                  A reset needs migrations that begin from nothing; nothing was dropped.
                """)
        let twice = TestMigration(2) { Execute("CREATE TABLE t001 (v)") }
        #expect(
            message { _ = try database.migrator([.table(1), twice]).reset() }
                == """
                002: The migrations can't build an empty database: step 1: table t001 already \
                exists
                  A reset needs migrations that begin from nothing; nothing was dropped.
                """)
        #expect(try database.lines("SELECT sql FROM sqlite_master") == before)
    }

    @Test("a temporary table of the same name is let be")
    func temporary() throws {
        let database = try TestDatabase("CREATE TABLE a (v)")
        try database.execute("CREATE TEMP TABLE a (w)")
        _ = try database.migrator([.table(1)]).reset()
        #expect(try database.lines("SELECT name FROM temp.sqlite_master") == ["a"])
        #expect(try database.lines("SELECT name FROM main.sqlite_master WHERE name = 'a'") == [])
    }

    @Test("forgets a half-done migration")
    func halfDone() throws {
        let database = try TestDatabase()
        let migration = TestMigration(1) {
            Execute(
                "CREATE TABLE a (id INTEGER PRIMARY KEY, v); INSERT INTO a VALUES (1, 0), (2, 0)")
            Update("a", set: "v = v + 1").chunk(rows: 1)
        }
        let migrator = try database.migrator([migration])
        let stop = StopSignal()
        _ = try migrator.runAndWait(stop: stop) { if case .chunk = $0 { stop.request() } }
        #expect(try migrator.reset().finished == [1])
        #expect(try database.lines("SELECT v FROM a") == ["1", "1"])
    }
}
