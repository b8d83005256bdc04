import Foundation
import GRDB
import Testing

@testable import Stopover

struct SnapshotTakerTests {
    /// A watch that is told of everything, and never stops.
    private func watch(_ onProgress: @escaping @Sendable (SnapshotProgress) -> Void)
        -> SnapshotWatch
    {
        SnapshotWatch(isStopping: { false }, onProgress: onProgress)
    }

    @Test func itTellsWhatItWasTakenFor() throws {
        let database = try TestDatabase.ofRows(10)
        let snapshot = try database.takeSnapshot(
            .init(purpose: .migration, version: "003", name: "normalize_phones", runID: "b2c1"))
        let pattern = /003-normalize_phones-\d{8}T\d{6}Z\.sqlite\.zst/
        #expect(snapshot.name.wholeMatch(of: pattern) != nil)
        #expect(snapshot.path == database.snapshots.directory + "/" + snapshot.name)
        #expect(snapshot.purpose == .migration)
        #expect(snapshot.version == "003")
        #expect(snapshot.migrationName == "normalize_phones")
        #expect(snapshot.runID == "b2c1")
        #expect(snapshot.databasePath == database.realPath)
        #expect(snapshot.sizeInBytes == FileSystem.size(snapshot.path))
        #expect(snapshot.ratio > 1)
        #expect(snapshot.appliedVersions == [])
        #expect(try database.snapshots.list().snapshots == [snapshot])
        #expect(try database.snapshotNames() == [snapshot.name])
    }

    @Test func itTellsWhatWasAppliedThen() throws {
        let database = try TestDatabase(
            """
            CREATE TABLE _migrations (version TEXT, name TEXT, applied_at TEXT);
            INSERT INTO _migrations VALUES ('1', 'one', '2026-01-01'), ('2', 'two', '2026-01-02')
            """)
        let snapshot = try database.takeSnapshot()
        #expect(snapshot.appliedVersions == [1, 2])
        #expect(
            try SnapshotParts(snapshot.path).manifest.history == [
                .init(version: "1", name: "one", appliedAt: "2026-01-01"),
                .init(version: "2", name: "two", appliedAt: "2026-01-02"),
            ])
    }

    @Test func aTableOfAnotherToolThatIsCalledLikeTheHistoryIsNoHindrance() throws {
        let database = try TestDatabase("CREATE TABLE _migrations (a, b)")
        #expect(try database.takeSnapshot().appliedVersions == [])
    }

    @Test func inWALItIsOfTheMomentItBeganAtAndBeginsOnce() throws {
        let database = try TestDatabase.ofRows(8_000, journalMode: "wal")
        let writer = try TestDatabase.open(database.path)
        let told = Recorder<Int>()
        let snapshot = try database.takeSnapshot(
            watch: watch { progress in
                told.append(progress.bytesDone)
                // What another connection commits meanwhile is not in it.
                #expect(throws: Never.self) {
                    try writer.writeWithoutTransaction {
                        try $0.execute(sql: "DELETE FROM t WHERE id = 1")
                    }
                    try writer.writeWithoutTransaction {
                        try $0.execute(sql: "UPDATE t SET v = 'new'")
                    }
                }
            })
        #expect(told.all == told.all.sorted())
        #expect(told.all.count > 1)
        #expect(told.all.last == snapshot.databaseSizeInBytes)
        let copy = database.file("copy")
        try database.snapshots.extract(snapshot.name, to: copy)
        #expect(
            try tool(
                "sqlite3", copy,
                "SELECT count(*) FROM t WHERE v = 'new' OR id = 1; PRAGMA quick_check")
                == "1\nok\n")
    }

    @Test func withARollbackJournalItKeepsWritersOut() throws {
        let database = try TestDatabase.ofRows(8_000)
        let writer = try DatabaseQueue(path: database.path)
        let codes = Recorder<ResultCode?>()
        _ = try database.takeSnapshot(
            watch: watch { _ in
                do {
                    try writer.writeWithoutTransaction {
                        try $0.execute(sql: "UPDATE t SET v = 'new'")
                    }
                } catch {
                    codes.append((error as? DatabaseError)?.resultCode)
                }
            })
        #expect(!codes.all.isEmpty)
        #expect(codes.all.allSatisfy { $0 == .SQLITE_BUSY })
    }

    @Test func stoppedItLeavesNone() throws {
        let database = try TestDatabase.ofRows(8_000)
        let before = try database.data()
        let stop = StopSignal()
        let error = try migrationError {
            try database.takeSnapshot(watch: SnapshotWatch(stop) { _ in stop.request() })
        }
        #expect(error.code == .stopped)
        #expect(
            error.description == """
                Writing the snapshot was stopped
                  It left no snapshot, and nothing was changed.
                """)
        #expect(try database.snapshotNames() == [])
        #expect(try database.data() == before)
    }

    @Test func aDatabaseThatIsLockedIsToldSo() throws {
        let database = try TestDatabase.ofRows(10)
        let other = try Connection(path: database.path)
        try other.execute("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE")
        let error = try migrationError { try database.takeSnapshot() }
        #expect(error.code == .busy)
        #expect(try database.snapshotNames() == [])
    }

    @Test func whatIsNoDatabaseIsRefused() throws {
        let database = try TestDatabase()
        let path = database.file("text")
        try Data("This is no database, however long it may be.".utf8).write(
            to: URL(fileURLWithPath: path))
        let directory = SnapshotDirectory(path: path + ".snapshots", database: path)
        let error = try migrationError {
            try SnapshotTaker(
                database: path, directory: directory, store: HistoryStore(tables: HistoryTables())
            ).take(.manual)
        }
        #expect(error.code == .snapshotFailed)
        #expect(
            error.description == """
                The snapshot could not be written: SQLite error 26: file is not a database
                  Nothing is left of the snapshot.
                """)
        #expect(!FileSystem.isThere(directory.path))
    }

    @Test(arguments: 1...4)
    func howManyThreadsWorkItDoesNotMatter(_ workers: Int) throws {
        let database = try TestDatabase.ofRows(6_000, pageSize: 512)
        let snapshot = try SnapshotTaker(
            database: database.realPath, directory: database.snapshotDirectory,
            store: HistoryStore(tables: HistoryTables()), workers: workers
        ).take(.manual)
        #expect(try database.snapshots.verify(snapshot.name) == snapshot)
    }
}
