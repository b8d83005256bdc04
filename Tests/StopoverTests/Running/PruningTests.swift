import Foundation
import GRDB
import Testing

@testable import Stopover

@Suite("Pruning")
struct PruningTests {
    private static let rows =
        "CREATE TABLE a (id INTEGER PRIMARY KEY, v); INSERT INTO a (v) VALUES (1)"

    private func database() throws -> TestDatabase { try TestDatabase(Self.rows) }

    private func migrator(
        _ database: TestDatabase, _ migrations: [any Migration] = [], directory: String? = nil
    ) throws -> Migrator {
        try Migrator(database.queue, migrations: migrations, snapshotDirectory: directory)
    }

    private func names(_ migrator: Migrator) throws -> [String] {
        try migrator.snapshots().list().snapshots.map(\.name)
    }

    /// Takes a snapshot, then changes a row a chunk.
    private func rowByRow(_ database: TestDatabase) throws -> Migrator {
        var settings = RunSettings()
        settings.chunkRowLimit = 1
        settings.snapshot = .database
        let migration = TestMigration(4) {
            Update("a", set: "v = v + 1")
        } down: {
            Update("a", set: "v = v - 1")
        }
        return try Migrator(database.queue, migrations: [migration], settings: settings)
    }

    private func stopAfterChunk(
        _ command: (StopSignal, @escaping @Sendable (ProgressEvent) -> Void) throws -> RunReport
    ) throws {
        let stop = StopSignal()
        let report = try command(stop) { if case .chunk = $0 { stop.request() } }
        #expect(report.outcome == .stopped(.interrupted, at: 4))
    }

    @Test("removes files, a dry run none")
    func removes() throws {
        let database = try database()
        let migrator = try migrator(database)
        for _ in 1...3 { try migrator.createSnapshot() }
        let all = try names(migrator)
        #expect(all.count == 3)
        let plan = try migrator.pruneSnapshots(keep: 1, dryRun: true)
        #expect(plan.removed.map(\.name) == Array(all.dropFirst()))
        #expect(try names(migrator) == all)
        #expect(try migrator.pruneSnapshots(keep: 1) == plan)
        #expect(plan.bytesFreed == plan.removed.map(\.sizeInBytes).reduce(0, +))
        #expect(try names(migrator) == [all[0]])
        #expect(try migrator.pruneSnapshots(olderThan: .seconds(3600)).removed == [])
    }

    @Test("the only way back of an applied migration goes by force alone")
    func wayBack() throws {
        let database = try database()
        let migrations: [any Migration] = [
            TestMigration(1) { Update("a", set: "v = 2") },
            TestMigration(2) {
                Update("a", set: "v = 3")
            } down: {
                Update("a", set: "v = 2")
            },
        ]
        let migrator = try migrator(database, migrations)
        try migrator.runAndWait()
        try migrator.createSnapshot()
        let report = try migrator.pruneSnapshots(keep: 0)
        #expect(report.protected.map(\.version) == [1])
        #expect(report.removed.map(\.purpose) == [.manual])
        #expect(try names(migrator) == report.protected.map(\.snapshot.name))
        #expect(try migrator.pruneSnapshots(keep: 0, force: true).removed.count == 1)
        #expect(try names(migrator) == [])
    }

    @Test("that of a migration that is half done stays")
    func halfDone() throws {
        let database = try TestDatabase(Self.rows + "; INSERT INTO a (v) VALUES (2), (3)")
        let migrator = try rowByRow(database)
        try stopAfterChunk { try migrator.runAndWait(stop: $0, onProgress: $1) }
        #expect(try migrator.pruneSnapshots(keep: 0).protected.map(\.version) == [4])
        try migrator.runAndWait()
        #expect(try migrator.pruneSnapshots(keep: 0).removed.count == 1)
    }

    @Test("that of one that is half taken back stays, however often that is stopped")
    func halfTakenBack() throws {
        let database = try TestDatabase(Self.rows + "; INSERT INTO a (v) VALUES (2), (3)")
        let migrator = try rowByRow(database)
        for _ in 1...2 {
            try stopAfterChunk { try migrator.runAndWait(stop: $0, onProgress: $1) }
        }
        let name = try names(migrator)
        for _ in 1...2 {
            try stopAfterChunk { try migrator.rollback(stop: $0, onProgress: $1) }
            #expect(try migrator.pruneSnapshots(keep: 0).protected.map(\.snapshot.name) == name)
        }
        #expect(try migrator.status().migrations.first?.snapshot == name.first)
        try migrator.rollback()
        #expect(try migrator.pruneSnapshots(keep: 0).removed.map(\.name) == name)
    }

    @Test("in a directory that databases share it takes its own alone")
    func shared() throws {
        let (one, other) = (try database(), try database())
        let directory = one.directory.path + "/shared"
        let (mine, theirs) = (
            try migrator(one, directory: directory), try migrator(other, directory: directory)
        )
        let kept = try theirs.createSnapshot()
        try mine.createSnapshot()
        #expect(try names(mine).count == 2)
        #expect(try mine.pruneSnapshots(keep: 0).removed.count == 1)
        #expect(try names(mine) == [kept.name])
    }

    @Test("what a writer that was killed left goes, a damaged file stays")
    func leftovers() throws {
        let database = try database()
        let migrator = try migrator(database)
        let directory = try migrator.createSnapshot().path
            .split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 }
        try Data("x".utf8).write(
            to: URL(fileURLWithPath: directory + "/a.sqlite.zst.stopover-partial"))
        try Data("x".utf8).write(to: URL(fileURLWithPath: directory + "/b.sqlite.zst"))
        try migrator.pruneSnapshots(keep: 0)
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == ["b.sqlite.zst"])
    }

    @Test("a database in memory has none")
    func inMemory() throws {
        let migrator = try Migrator(DatabaseQueue(), migrations: [])
        #expect(
            message { try migrator.pruneSnapshots(keep: 1) } == """
                A database in memory can't have a snapshot
                  Snapshots are of files.
                """)
    }
}
