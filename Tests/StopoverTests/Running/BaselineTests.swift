import Testing

@testable import Stopover

@Suite("baseline")
struct BaselineTests {
    private let all = [TestMigration.table(1, name: "one"), .table(2, name: "two"), .table(3)]

    @Test("records what is not recorded, up to the version, without running it")
    func records() throws {
        let database = try TestDatabase("CREATE TABLE t001 (v); CREATE TABLE t002 (v)")
        let migrator = try database.migrator(all)
        #expect(try migrator.baseline(at: 1) == [1])
        #expect(try migrator.baseline(at: 2) == [2])
        #expect(try migrator.baseline(at: 2) == [])
        #expect(try database.log() == ["baselined|001|one", "baselined|002|two"])
        #expect(try migrator.status().lines == ["001 applied", "002 applied", "003 pending"])
        #expect(try migrator.run().finished == [3])
    }

    @Test("its checksum is kept: a change after it shows")
    func changed() throws {
        let database = try TestDatabase()
        _ = try database.migrator(all).baseline(at: 1)
        let other = TestMigration(1, name: "one") { Execute("CREATE TABLE t001 (other)") }
        #expect(try database.migrator([other]).status().lines == ["001 changed irreversible"])
    }

    @Test("an unknown version is refused, and no table is made")
    func unknown() throws {
        let database = try TestDatabase()
        #expect(
            message { _ = try database.migrator(all).baseline(at: 9) }
                == """
                There is no migration 009
                  `status` lists the versions that there are.
                """)
        #expect(try database.tables() == [])
    }

    @Test("is refused while a migration is half done")
    func halfDone() throws {
        let database = try TestDatabase(
            "CREATE TABLE a (id INTEGER PRIMARY KEY, v); INSERT INTO a VALUES (1, 1), (2, 2)")
        let migration = TestMigration(1, name: "one") { Update("a", set: "v = 2").chunk(rows: 1) }
        let migrator = try database.migrator([migration])
        let stop = StopSignal()
        _ = try migrator.runAndWait(stop: stop) { if case .chunk = $0 { stop.request() } }
        #expect(
            message { _ = try migrator.baseline(at: 1) }
                == """
                001: one is half done
                  Finish it with `run` or take it back with `rollback` first.
                """)
    }

    @Test("forgets a failure of what it records")
    func failed() throws {
        let database = try TestDatabase("CREATE TABLE a (v); INSERT INTO a VALUES (NULL)")
        let migration = TestMigration(1) {
            Execute("CREATE TABLE b (v NOT NULL); INSERT INTO b SELECT v FROM a")
        }
        let migrator = try database.migrator([migration])
        #expect(code { _ = try migrator.run() } == .stepFailed)
        #expect(try migrator.baseline(at: 1) == [1])
        #expect(try migrator.status().lines == ["001 applied irreversible"])
    }

    @Test("where tables are there without a history, the error names it")
    func named() throws {
        for (sql, fault) in [
            ("CREATE TABLE t001 (v)", "table t001 already exists"),
            (
                "CREATE TABLE x (v); CREATE INDEX t001 ON x (v)",
                "there is already an index named t001"
            ),
        ] {
            let database = try TestDatabase(sql)
            #expect(
                message { _ = try database.migrator(all).run() }
                    == """
                    001: step 1: \(fault), and the database has no history
                      If earlier migrations were applied without Stopover, record them: `baseline V`, V being the last of them.
                    """)
            #expect(try database.tables().count == 1)
        }
        // What two of the pending migrations make alike was not there before.
        let twice = [TestMigration.table(1), TestMigration(2) { Execute("CREATE TABLE t001 (v)") }]
        let fresh = try TestDatabase()
        #expect(
            message { _ = try fresh.migrator(twice).run() }
                == """
                002: step 1: table t001 already exists
                  Mend the step; nothing was changed.
                """)
        // A row that was taken out by hand.
        let again = try TestDatabase()
        _ = try again.migrator(all).run()
        try again.execute("DELETE FROM _migrations WHERE version = '001'")
        #expect(
            message { _ = try again.migrator(all).run() }
                == """
                001: step 1: table t001 already exists, and the migration was applied once
                  If all that it makes is there, record it again: `baseline 001`.
                """)
        let database = try TestDatabase("CREATE TABLE t002 (v)")
        let migrator = try database.migrator(all)
        _ = try migrator.runAndWait(to: 1)
        #expect(
            message { _ = try migrator.run() }
                == """
                002: step 1: table t002 already exists
                  Mend the step; nothing was changed.
                """)
    }
}
