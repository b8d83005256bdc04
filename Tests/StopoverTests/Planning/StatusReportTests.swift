import Foundation
import GRDB
import Testing

@testable import Stopover

@Suite("status")
struct StatusReportTests {
    private let failing = TestMigration(2, name: "two") {
        Execute("CREATE TABLE t002 (a NOT NULL)")
        Execute("INSERT INTO t002 SELECT v FROM t001")
    }

    @Test("shows every migration with its state, gaps and what is irreversible")
    func states() throws {
        let database = try TestDatabase()
        let irreversible = TestMigration(3, name: "three") { Execute("CREATE TABLE t003 (a)") }
        let all = [TestMigration.table(1), .table(2), irreversible, .table(4), .table(5)]
        #expect(
            try database.migrator(all).status().lines == [
                "001 pending", "002 pending", "003 pending irreversible", "004 pending",
                "005 pending",
            ])
        _ = try database.migrator(all).runAndWait(to: 4)
        try database.execute("DELETE FROM _migrations WHERE version = '002'")
        let changed = TestMigration(1, name: "make_t001") { Execute("CREATE TABLE t001 (b)") }
        let status = try database.migrator([changed, .table(2), irreversible, .table(5)]).status()
        #expect(
            status.lines == [
                "001 changed irreversible", "002 pending gap", "003 applied irreversible",
                "004 missing", "005 pending",
            ])
        #expect(!status.isUpToDate)
        #expect(status.needsAttention)
        #expect(status.migrations[1].appliedAt == nil)
        #expect(status.migrations[2].appliedAt?.count == "2026-11-22 10:15:00".count)
        #expect(status.migrations[3].name == "make_t004")
    }

    @Test("is up to date when all is applied, and pending needs no attention")
    func upToDate() throws {
        let database = try TestDatabase()
        let migrator = try database.migrator([.table(1)])
        #expect(try !migrator.status().isUpToDate)
        #expect(try !migrator.status().needsAttention)
        _ = try migrator.run()
        #expect(try migrator.status().isUpToDate)
        #expect(try !migrator.status().needsAttention)
    }

    @Test("tells a failure with its error and time, and forgets it when it is done")
    func failed() throws {
        let database = try TestDatabase()
        let migrator = try database.migrator([.table(1), failing])
        _ = try migrator.runAndWait(to: 1)
        try database.execute("INSERT INTO t001 VALUES (1, NULL)")
        #expect(code { _ = try migrator.run() } == .stepFailed)
        let status = try migrator.status()
        #expect(status.lines == ["001 applied", "002 failed irreversible"])
        #expect(status.needsAttention)
        guard case .failed(let error, let at) = status.migrations[1].state else {
            Issue.record("not failed")
            return
        }
        #expect(
            error
                == "step 2: Execute: INSERT INTO t002 SELECT v FROM t001: NOT NULL constraint failed: t002.a"
        )
        #expect(at.count == "2026-11-22T10:15:00Z".count)
        try database.execute("DELETE FROM t001")
        _ = try migrator.run()
        #expect(try migrator.status().lines == ["001 applied", "002 applied irreversible"])
    }

    @Test("a failed migration that is renumbered or taken out of the code leaves nothing behind")
    func failedAndGone() throws {
        let database = try TestDatabase()
        _ = try database.migrator([.table(1)]).run()
        try database.execute("INSERT INTO t001 VALUES (1, NULL)")
        #expect(code { _ = try database.migrator([.table(1), failing]).run() } == .stepFailed)
        #expect(try database.migrator([.table(1)]).status().lines == ["001 applied"])
        let renumbered = try database.migrator([.table(1), .table(3)])
        #expect(try renumbered.status().lines == ["001 applied", "003 pending"])
        _ = try renumbered.run()
        #expect(try renumbered.status().lines == ["001 applied", "003 applied"])
        #expect(try database.lines("SELECT version FROM _migration_checkpoints") == [])
    }

    @Test("tells interrupted, how far the batch is, and running while the lock is held")
    func interrupted() throws {
        let database = try TestDatabase("CREATE TABLE t (id INTEGER PRIMARY KEY, v INTEGER)")
        try database.execute(
            "WITH n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 10) INSERT INTO t SELECT i, 0 FROM n"
        )
        var settings = RunSettings()
        settings.chunkRowLimit = 4
        let migration = TestMigration(1, name: "one") { Update("t", set: "v = v + 1") }
        let migrator = try database.migrator([migration], settings: settings)
        let stop = StopSignal()
        let running = Shared<[String]>([])
        let report = try migrator.runAndWait(stop: stop) { event in
            guard case .chunk = event else { return }
            let other = try? Migrator(path: database.path, migrations: [migration])
            running.update { $0 += (try? other?.status().lines) ?? [] }
            stop.request()
        }
        #expect(report.outcome == .stopped(.interrupted, at: 1))
        #expect(running.value == ["001 running"])
        let status = try migrator.status()
        #expect(status.lines == ["001 interrupted"])
        #expect(status.migrations[0].rowsDone == 4)
        #expect(status.migrations[0].rowsTotal == 10)
        #expect(status.needsAttention)
        #expect(status.lockHolder == nil)
        // Its code is gone: it is shown all the same.
        #expect(
            try database.migrator([TestMigration]()).status().lines == [
                "001 interrupted"
            ])
    }

    @Test("counts what is in quarantine")
    func quarantine() throws {
        let database = try TestDatabase("CREATE TABLE t (id INTEGER PRIMARY KEY, v)")
        try database.execute("INSERT INTO t VALUES (1, 'a'), (2, 7), (3, 8)")
        let migration = TestMigration(1) {
            Transform("t", reading: .text("v"), writing: .text("v")) { $0 }
                .refusals(.quarantine(upTo: 5))
        }
        let migrator = try database.migrator([migration])
        #expect(try migrator.run().rowsQuarantined == 2)
        #expect(try migrator.status().migrations[0].rowsQuarantined == 2)
    }

    @Test("changes nothing: not the schema, not a byte of the file", arguments: ["wal", "delete"])
    func changesNothing(journalMode: String) throws {
        let database = try TestDatabase(journalMode: journalMode, "CREATE TABLE a (b)")
        try database.queue.writeWithoutTransaction { db in
            _ = try Row.fetchAll(db, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
        }
        let before = try Data(contentsOf: URL(fileURLWithPath: database.path))
        let migrator = try Migrator(path: database.path, migrations: [TestMigration.table(1)])
        #expect(try migrator.status().lines == ["001 pending"])
        _ = try migrator.plan()
        _ = try migrator.info(countingRows: true)
        #expect(try Data(contentsOf: URL(fileURLWithPath: database.path)) == before)
        #expect(try database.tables() == ["\"a\""])
        #expect(!FileManager.default.fileExists(atPath: database.path + ".stopover-lock"))
    }

    @Test("works on an empty file and leaves it empty")
    func emptyFile() throws {
        let database = try TestDatabase()
        let path = database.directory.appendingPathComponent("empty").path
        #expect(FileManager.default.createFile(atPath: path, contents: nil))
        let migrator = try Migrator(path: path, migrations: [TestMigration.table(1)])
        #expect(try migrator.status().lines == ["001 pending"])
        #expect(try migrator.plan().migrations.count == 1)
        #expect(try migrator.info().tables == [])
        #expect(FileManager.default.contents(atPath: path)?.isEmpty == true)
    }

    @Test("works on a connection that may only read, where a run is refused")
    func readOnly() throws {
        let database = try TestDatabase(journalMode: "delete", "CREATE TABLE a (b)")
        var configuration = Configuration()
        configuration.readonly = true
        let migrator = try Migrator(
            path: database.path, configuration: configuration, migrations: [TestMigration.table(1)])
        #expect(try migrator.status().lines == ["001 pending"])
        #expect(try migrator.plan().migrations.count == 1)
        #expect(
            message { _ = try migrator.run() }
                == """
                The database can't be used: SQLite error 8: attempt to write a readonly database
                  Check that it is an SQLite database and that you may read and write it.
                """)
        #expect(try database.tables() == ["\"a\""])
    }

    @Test("works while another connection is writing", arguments: ["wal", "delete"])
    func whileOthersWrite(journalMode: String) throws {
        let database = try TestDatabase(journalMode: journalMode, "CREATE TABLE a (b)")
        let migrator = try Migrator(path: database.path, migrations: [TestMigration.table(1)])
        try database.queue.inTransaction(.immediate) { db in
            try db.execute(sql: "INSERT INTO a VALUES (1)")
            #expect(try migrator.status().lines == ["001 pending"])
            return .commit
        }
    }

    @Test("a database that others hold to themselves is told as busy")
    func exclusive() throws {
        let database = try TestDatabase(journalMode: "delete", "CREATE TABLE a (b)")
        var configuration = Configuration()
        configuration.busyMode = .immediateError
        let migrator = try Migrator(
            path: database.path, configuration: configuration, migrations: [TestMigration.table(1)])
        try database.queue.inTransaction(.exclusive) { _ in
            #expect(
                message { _ = try migrator.status() }
                    == """
                    Another connection keeps the database locked
                      Run again when it is done; nothing is lost.
                    """)
            return .commit
        }
    }
}
