import Foundation
import GRDB
import Testing

@testable import Stopover

@Suite("Snapshots that a run takes")
struct RunSnapshotsTests {
    static let rows = """
        CREATE TABLE a (id INTEGER PRIMARY KEY, v INTEGER, w TEXT);
        INSERT INTO a (id, v) VALUES (1, 1), (2, 2), (3, 3), (4, 4);
        """

    private func migrator(
        _ database: TestDatabase, _ migrations: [any Migration],
        _ policy: SnapshotPolicy = .auto, chunk: Int? = nil
    ) throws -> Migrator {
        var settings = RunSettings.unhurried
        settings.snapshot = policy
        settings.chunkRowLimit = chunk
        return try database.migrator(migrations, settings: settings)
    }

    private func snapshots(_ database: TestDatabase) throws -> [Snapshot] {
        try Snapshots(ofDatabase: database.path).list().snapshots
    }

    private func named(_ database: TestDatabase) throws -> [String] {
        try database.rows("SELECT snapshot FROM _migrations ORDER BY version")
    }

    @Test(
        "the snapshot is of the database before the run changed anything, and the history names it")
    func first() throws {
        let database = try TestDatabase(Self.rows)
        let migration = TestMigration(7, name: "zero all") { Execute("UPDATE a SET v = 0") }
        let report = try migrator(database, [migration]).runAndWait()
        #expect(report.finished == [7])
        let snapshot = try #require(try snapshots(database).first)
        #expect(
            snapshot.name.wholeMatch(of: /007-zero_all-\d{8}T\d{6}Z\.sqlite\.zst/) != nil)
        #expect(snapshot.purpose == .migration)
        #expect(snapshot.version == 7)
        #expect(snapshot.migrationName == "zero all")
        #expect(snapshot.appliedVersions == [])
        #expect(snapshot.databasePath == FileSystem.realPath(database.path))
        #expect(try named(database) == ["\"\(snapshot.name)\""])
        #expect(
            try database.rows("SELECT run_id FROM _migrations")
                == ["\"\(try #require(snapshot.runID))\""])
        let copy = database.directory.path + "/copy.sqlite"
        try Snapshots(ofDatabase: database.path).extract(snapshot.name, to: copy)
        let before = try DatabaseQueue(path: copy)
        #expect(try before.read { try Int.fetchOne($0, sql: "SELECT sum(v) FROM a") } == 10)
        #expect(try before.read { try $0.tableExists("_migrations") } == false)
    }

    @Test("database takes one for all migrations of a run")
    func database() throws {
        let database = try TestDatabase(Self.rows)
        let migrator = try migrator(database, [.table(1), .table(2)] as [TestMigration], .database)
        #expect(try migrator.plan().migrations.map(\.takesSnapshot) == [true, false])
        try migrator.runAndWait()
        let snapshot = try #require(try snapshots(database).first)
        #expect(try named(database) == Array(repeating: "\"\(snapshot.name)\"", count: 2))
        #expect(try snapshots(database).count == 1)
        #expect(try migrator.status().migrations.map(\.snapshot) == [snapshot.name, snapshot.name])
    }

    @Test("none takes none, and nothing pending takes none")
    func none() throws {
        let database = try TestDatabase(Self.rows)
        let migration = TestMigration(1) { Execute("UPDATE a SET v = 0") }
        try migrator(database, [migration], .none).runAndWait()
        try migrator(database, [migration], .database).runAndWait()
        #expect(try snapshots(database) == [])
        #expect(!FileSystem.isThere(database.path + ".snapshots"))
    }

    @Test("a migration that goes on keeps the snapshot that was taken before it began")
    func resumed() throws {
        let database = try TestDatabase(Self.rows)
        let migration = TestMigration(1) { Update("a", set: "v = v + 10") }
        let stop = StopSignal()
        let migrator = try migrator(database, [migration], .database, chunk: 2)
        let report = try migrator.runAndWait(stop: stop) { event in
            if case .chunk = event { stop.request() }
        }
        #expect(report.outcome == .stopped(.interrupted, at: 1))
        let first = try snapshots(database)
        #expect(first.count == 1)
        #expect(try migrator.plan().migrations.map(\.takesSnapshot) == [false])
        try migrator.runAndWait()
        #expect(try snapshots(database) == first)
        #expect(try named(database) == ["\"\(first[0].name)\""])
        try migrator.restore(first[0].name)
        #expect(try database.count("SELECT sum(v) FROM a") == 10)
    }

    @Test("half done and its snapshot gone, it is taken again before anything more is changed")
    func gone() throws {
        let database = try TestDatabase(Self.rows)
        let migration = TestMigration(1) { Update("a", set: "v = v + 10") }
        let stop = StopSignal()
        let migrator = try migrator(database, [migration], .database, chunk: 2)
        try migrator.runAndWait(stop: stop) { event in
            if case .chunk = event { stop.request() }
        }
        try FileManager.default.removeItem(atPath: snapshots(database)[0].path)
        try migrator.runAndWait()
        let copy = database.directory.path + "/copy.sqlite"
        let second = try snapshots(database)[0]
        #expect(second.purpose == .halfDone)
        #expect(second.name.wholeMatch(of: /001-test-half-done-\d{8}T\d{6}Z\.sqlite\.zst/) != nil)
        try Snapshots(ofDatabase: database.path).extract(second.name, to: copy)
        let sum = try DatabaseQueue(path: copy).read { db in
            try Int.fetchOne(db, sql: "SELECT sum(v) FROM a")
        }
        #expect(sum == 30)
    }

    @Test(
        "an attempt that failed before it changed anything leaves one snapshot, however often it is tried"
    )
    func superseded() throws {
        let database = try TestDatabase(Self.rows)
        let failing = TestMigration(1) {
            Execute("UPDATE a SET v = 0")
            Verify("never", noRows: "SELECT 1")
        }
        for _ in 1...3 {
            #expect(code { try migrator(database, [failing]).runAndWait() } == .verificationFailed)
        }
        #expect(try snapshots(database).count == 1)
        #expect(try database.count("SELECT sum(v) FROM a") == 10)
    }

    @Test(
        "a failed attempt's name alone removes nothing: not the new one that has it, nor another database's"
    )
    func namesAreNoProof() throws {
        let failing = TestMigration(1) {
            Execute("UPDATE a SET v = 0")
            Verify("never", noRows: "SELECT 1")
        }
        let mended = TestMigration(1) { Execute("UPDATE a SET v = 0") }
        let (one, other) = (try TestDatabase(Self.rows), try TestDatabase(Self.rows))
        #expect(code { try migrator(one, [failing]).runAndWait() } == .verificationFailed)
        let failed = try snapshots(one)[0]
        // What is in another directory under that name is the other database's.
        let shared = one.directory.path + "/shared"
        let theirs = try Migrator(other.queue, migrations: [mended], snapshotDirectory: shared)
            .runAndWait().snapshots[0]
        let path = shared + "/" + failed.name
        if theirs.path != path {
            try FileManager.default.moveItem(atPath: theirs.path, toPath: path)
        }
        let mine = try Migrator(one.queue, migrations: [mended], snapshotDirectory: shared)
            .runAndWait().snapshots[0]
        #expect(mine.path != path)
        #expect(FileSystem.isThere(path))
        #expect(FileSystem.isThere(mine.path))

        // The name that is recorded is that of the next one.
        let again = try TestDatabase(Self.rows)
        #expect(code { try migrator(again, [failing]).runAndWait() } == .verificationFailed)
        try FileManager.default.removeItem(atPath: snapshots(again)[0].path)
        // Any name: that of the second that the next attempt falls into.
        for second in 0..<3 {
            let name = SnapshotName.of(
                .migration, version: "001", name: "test", at: Date() + Double(second))
            try again.execute("UPDATE _migration_checkpoints SET snapshot = '\(name)'")
            let taken = try migrator(again, [failing], .auto)
            #expect(code { try taken.runAndWait() } == .verificationFailed)
            #expect(try snapshots(again).count >= 1)
        }
    }

    @Test("one that covers earlier migrations of its run stays")
    func stillNamed() throws {
        let database = try TestDatabase(Self.rows)
        let failing = TestMigration(2) { Verify("never", noRows: "SELECT 1") }
        let migrations: [any Migration] = [TestMigration.table(1), failing]
        for _ in 1...2 {
            #expect(
                code { try migrator(database, migrations, .database).runAndWait() }
                    == .verificationFailed)
        }
        let names = Set(try snapshots(database).map { "\"\($0.name)\"" })
        #expect(names.isSuperset(of: try named(database)))
        #expect(names.count == 2)
    }

    @Test("stopped while it is written, it leaves nothing, and nothing is changed")
    func stopped() throws {
        let database = try TestDatabase(Self.rows)
        let tables = try database.tables()
        let stop = StopSignal()
        let migration = TestMigration(1) { Execute("UPDATE a SET v = 0") }
        let migrator = try migrator(database, [migration])
        // While it waits for its turn: before the first page is copied.
        stop.request()
        let report = try migrator.runAndWait(stop: stop)
        #expect(report.outcome == .stopped(.interrupted, at: 1))
        #expect(try database.tables() == tables)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: database.path + ".snapshots") == [])
    }

    @Test("a time budget that is over ends no snapshot: the next run would get no further")
    func budget() throws {
        let database = try TestDatabase(Self.rows)
        let migration = TestMigration(1) { Execute("UPDATE a SET v = 0") }
        let report = try migrator(database, [migration]).runAndWait(for: .zero)
        #expect(report.outcome == .stopped(.timeBudget, at: 1))
        #expect(try snapshots(database).count == 1)
    }

    @Test("the time that a snapshot takes is not the budget's")
    func budgetAfterwards() throws {
        let database = try TestDatabase(Self.rows)
        let budget = Duration.milliseconds(500)
        let start = ContinuousClock.now
        let migrator = try migrator(database, [TestMigration(1) { Execute("UPDATE a SET v = 0") }])
        let report = try migrator.runAndWait(for: budget) { event in
            guard case .snapshot = event else { return }
            while ContinuousClock.now < start + budget * 2 {}
        }
        #expect(report.outcome == .done)
    }

    @Test("refused before a later migration, the run has failed part-way: the earlier ones stay")
    func refusedLater() throws {
        let database = try TestDatabase(Self.rows)
        try Data().write(to: URL(fileURLWithPath: database.path + ".snapshots"))
        let migrations: [any Migration] = [
            TestMigration.table(1), TestMigration(2) { Execute("UPDATE a SET v = 0") },
        ]
        let error = try migrationError { try migrator(database, migrations).runAndWait() }
        #expect(error.code == .snapshotDirectoryUnusable)
        #expect(error.version == 2)
        #expect(error.outcome == .failed)
        #expect(try database.rows("SELECT version FROM _migrations") == ["\"001\""])
        let alone = try migrationError { try migrator(database, migrations).runAndWait() }
        #expect(alone.outcome == .refused)
    }

    @Test("in memory auto does without, and database is refused")
    func inMemory() throws {
        let queue = try DatabaseQueue()
        try queue.write { try $0.execute(sql: Self.rows) }
        let migration = TestMigration(1) { Execute("UPDATE a SET v = 0") }
        var settings = RunSettings()
        settings.snapshot = .database
        let refused = try Migrator(queue, migrations: [migration], settings: settings)
        #expect(
            message { try refused.runAndWait() } == """
                001: A database in memory can't have a snapshot
                  Run without: --snapshot none (settings.snapshot = .none).
                """)
        #expect(try Migrator(queue, migrations: [migration]).runAndWait().finished == [1])
    }

    @Test("too little disk is a refusal that states both numbers")
    func diskFull() throws {
        let directory = try TemporaryDirectory()
        var need = DiskNeed()
        need.add(1 << 60, in: directory.path)
        need.add(5, in: directory.path + "/not there yet")
        let volume = try #require(need.volumes.first)
        #expect(need.volumes.count == 1)
        #expect(
            message { try need.refuse("The snapshot", hint: "Make room.", version: 3) } == """
                003: The snapshot needs about 1048576.0 TiB in \(directory.path), and \
                \(ByteCount(volume.freeBytes)) are free
                  Make room.
                """)
    }

    @Test("a rollback that has no way names the snapshot and what restoring it costs")
    func hint() throws {
        let database = try TestDatabase(Self.rows)
        let migration = TestMigration(1, name: "zero") { Execute("UPDATE a SET v = 0") }
        let migrator = try migrator(database, [migration])
        try migrator.runAndWait()
        let name = try snapshots(database)[0].name
        #expect(
            message { try migrator.rollback() } == """
                001: zero can't be taken back: it has no down steps
                  `snapshot restore \(name)` puts the whole database back as it was then; what was \
                written since is lost.
                """)
    }

    @Test("a history of an earlier release gets the column")
    func earlier() throws {
        let database = try TestDatabase(Self.rows)
        try migrator(database, [TestMigration.table(1)]).runAndWait()
        try database.execute(
            """
            ALTER TABLE _migrations DROP COLUMN snapshot; ALTER TABLE _migrations DROP COLUMN row_snapshot;
            ALTER TABLE _migration_checkpoints DROP COLUMN snapshot;
            ALTER TABLE _migration_checkpoints DROP COLUMN row_snapshot
            """
        )
        #expect(try migrator(database, [TestMigration.table(1)]).status().isUpToDate)
        let migrations = [.table(1), TestMigration(2) { Execute("UPDATE a SET v = 0") }]
        try migrator(database, migrations).runAndWait()
        #expect(try named(database).map { $0 == "NULL" } == [true, false])
    }
}
