import GRDB
import Testing

@testable import Stopover

@Suite("plan")
struct PlanTests {
    private static let rows = """
        CREATE TABLE a (id INTEGER PRIMARY KEY, v);
        CREATE TABLE log (v);
        CREATE TRIGGER t AFTER UPDATE ON a BEGIN INSERT INTO log VALUES (new.v); END;
        INSERT INTO a VALUES (1, 0), (2, 0), (3, 0), (4, 0);
        """

    private let migration = TestMigration(1, name: "one") {
        Execute("CREATE TABLE b (id INTEGER PRIMARY KEY); INSERT INTO b VALUES (1)")
        Update("a", set: "v = v + 1").chunk(rows: 1)
        Update("a", set: "v = v * 2")
        Update("b", set: "id2 = 1")
    } down: {
        Execute("DROP TABLE b")
    }

    private let whole = TestMigration(1, name: "one") {
        Execute("CREATE TABLE b (id INTEGER PRIMARY KEY, v); INSERT INTO b (id) VALUES (1)")
        Update("a", set: "v = v + 1").chunk(rows: 1)
        Update("a", set: "v = v * 2")
        Update("b", set: "v = 1")
        Verify("all is done", noRows: "SELECT 1 FROM a WHERE v = 0")
    } down: {
        Execute("DROP TABLE b")
    }

    @Test("tells each step: what it is, its key, its rows, what it writes")
    func steps() throws {
        let database = try TestDatabase(Self.rows)
        let before = try database.lines("SELECT * FROM sqlite_master")
        let plan = try database.migrator([whole]).plan()
        #expect(plan.direction == .up)
        #expect(plan.migrations.map(\.name) == ["one"])
        #expect(plan.migrations[0].isReversible)
        #expect(!plan.migrations[0].resumes)
        let steps = plan.migrations[0].steps
        #expect(
            steps.map(\.description) == [
                "Execute: CREATE TABLE b(id INTEGER PRIMARY KEY, v); INSERT INTO b(id…", "Update a",
                "Update a", "Update b", "Verify: all is done",
            ])
        #expect(steps.map(\.key) == [[], ["id"], ["id"], ["id"], []])
        #expect(steps.map(\.rows) == [nil, 4, 4, nil, nil])
        #expect(steps.map(\.writes) == [["b"], ["a", "log"], ["a", "log"], ["b"], []])
        #expect(steps[1].expected == .seconds(4 / 300_000.0))
        #expect(plan.notes == ["Schema steps and checks hold the write lock until they are done."])
        #expect(try #require(plan.disks.first).freeBytes > 0)
        #expect(try database.lines("SELECT * FROM sqlite_master") == before)
        #expect(try database.count("SELECT sum(v) FROM a") == 0)
    }

    @Test("the room for the write-ahead log is what the run's settings let it grow to")
    func logRoom() throws {
        let database = try TestDatabase(Self.rows)
        let needed = try [16 << 20, 32 << 20, .max].map { limit in
            var settings = RunSettings.unhurried
            settings.walLimitInBytes = limit
            let plan = try database.migrator([whole], settings: settings).plan()
            return plan.disks.map(\.neededBytes).reduce(0, +)
        }
        #expect(needed[1] - needed[0] == 16 << 20)
        // Without a limit each page of the database once, and something more.
        #expect(needed[2] - needed[0] == 48 << 20 + FileSystem.size(database.path))
    }

    @Test("a resumed migration shows the steps that are left, and the rows of the one it stands in")
    func resumed() throws {
        let database = try TestDatabase(Self.rows)
        let migrator = try database.migrator([whole])
        let stop = StopSignal()
        _ = try migrator.runAndWait(stop: stop) { if case .chunk = $0 { stop.request() } }
        let migration = try migrator.plan().migrations[0]
        #expect(migration.resumes)
        #expect(
            migration.steps.map(\.description) == [
                "Update a", "Update a", "Update b", "Verify: all is done",
            ])
        #expect(migration.steps.map(\.rows) == [3, 4, 1, nil])
    }

    @Test("nothing pending is an empty plan")
    func empty() throws {
        let database = try TestDatabase()
        let migrator = try database.migrator([.table(1)])
        #expect(try !migrator.plan().isEmpty)
        _ = try migrator.run()
        #expect(try migrator.plan().isEmpty)
        #expect(try migrator.plan().notes == [])
        #expect(try migrator.plan(to: 1).isEmpty)
    }

    @Test("a target leaves out what is behind it")
    func target() throws {
        let database = try TestDatabase()
        let migrator = try database.migrator([.table(1), .table(2)])
        #expect(try migrator.plan(to: 1).migrations.map(\.version) == [1])
    }

    @Test("notes what others wait for and what can't be undone")
    func notes() throws {
        let database = try TestDatabase(journalMode: "delete", "CREATE TABLE t (v)")
        let migration = TestMigration(1) { Update("t", set: "v = 1") }
        #expect(
            try database.migrator([migration]).plan().notes == [
                "Writers wait while a snapshot is taken (journal_mode is delete).",
                "The database is not in WAL mode: readers wait for each chunk (journal_mode is delete).",
                """
                001 has no down steps, and a row snapshot can't be sure to keep what step 1 changes (t has no \
                key but its rowid, which VACUUM gives to other rows): restoring the snapshot takes it back, \
                and what is written since with it.
                """,
                "t has no primary key: the batch pages by rowid, and a VACUUM while it is half done refuses to go on.",
            ])
    }

    @Test("an SQL error names the step, and nothing changes")
    func errors() throws {
        let database = try TestDatabase(Self.rows)
        let migrator = try database.migrator([migration])
        let text = """
            001: step 4: no such column: id2
              Mend the step; nothing was changed.
            """
        #expect(message { _ = try migrator.plan() } == text)
        #expect(message { _ = try migrator.run() } == text)
        #expect(try database.schema().count == 3)
        #expect(
            try database.count("SELECT count(*) FROM sqlite_master WHERE name LIKE '%migration%'")
                == 0)
    }

    @Test("an SQL error in a file names file and line")
    func fileErrors() throws {
        let database = try TestDatabase(Self.rows)
        let file = try SQLMigrations.parse(
            "-- migrate:up\nCREATE TABLE x (v);\n\n-- migrate:verify all is well\nSELECT wrong FROM x;\n",
            fileName: "001_x.sql")
        #expect(
            message { _ = try Migrator(database.queue, migrations: [file]).plan() }
                == """
                001: 001_x.sql:4: no such column: wrong
                  Mend the step; nothing was changed.
                """)
    }

    @Test("a check that would change something is refused")
    func writingCheck() throws {
        let database = try TestDatabase(Self.rows)
        let migration = TestMigration(1) { Verify("nothing", noRows: "DELETE FROM a RETURNING id") }
        #expect(
            message { _ = try database.migrator([migration]).plan() }
                == """
                001: step 1: A check must not change anything
                  Write a SELECT that finds the rows that are wrong.
                """)
    }

    @Test("a count of a table that isn't there is refused")
    func missingCount() throws {
        let database = try TestDatabase()
        let migration = TestMigration(1) { Verify(sameRowCount: "nowhere") }
        #expect(
            message { _ = try database.migrator([migration]).plan() }
                == """
                001: step 1: There is no table nowhere to count
                  Name a table that exists when the check runs.
                """)
    }

    @Test("tries the steps of later migrations on what earlier ones make")
    func chain() throws {
        let database = try TestDatabase()
        let second = TestMigration(2) { Execute("ALTER TABLE t001 RENAME TO u") }
        let third = TestMigration(3) { Execute("INSERT INTO t001 (v) VALUES (1)") }
        #expect(try database.migrator([.table(1), second]).plan().migrations.count == 2)
        #expect(
            message { _ = try database.migrator([.table(1), second, third]).plan() }
                == """
                003: step 1: no such table: t001
                  Mend the step; nothing was changed.
                """)
    }

    @Test("refuses what run refuses")
    func refused() throws {
        let database = try TestDatabase()
        _ = try database.migrator([.table(1)]).run()
        #expect(code { _ = try database.migrator([TestMigration]()).plan() } == .newerDatabase)
        #expect(code { _ = try database.migrator([.table(1)]).plan(to: 7) } == .unknownVersion)
    }

    @Test("the rate that the history shows is what is expected")
    func rate() throws {
        let database = try TestDatabase(Self.rows)
        let migrator = try database.migrator([
            TestMigration(1) { Update("a", set: "v = 1") },
            TestMigration(2) { Update("a", set: "v = 2") },
        ])
        _ = try migrator.runAndWait(to: 1)
        try database.execute("UPDATE _migrations SET rows = 1000, active_seconds = 10")
        #expect(try migrator.plan().migrations[0].steps[0].expected == .milliseconds(40))
    }
}
