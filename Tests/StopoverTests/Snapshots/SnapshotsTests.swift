import Foundation
import Testing

@testable import Stopover

struct SnapshotsTests {
    @Test func whereNoneWasTakenThereIsNone() throws {
        let database = try TestDatabase()
        #expect(try database.snapshots.list() == .init(snapshots: [], own: [], damaged: []))
        #expect(!FileSystem.isThere(database.snapshots.directory))
    }

    @Test func theNewestComesFirst() throws {
        let database = try TestDatabase.ofRows(3)
        let snapshot = try database.takeSnapshot()
        var parts = try SnapshotParts(snapshot.path)
        for (name, time) in [
            ("old", "2026-01-01T00:00:00Z"), ("b", "2026-03-01T00:00:00Z"),
            ("new", "2099-01-01T00:00:00Z"), ("a", "2026-03-01T00:00:00Z"), ("odd", "yesterday"),
        ] {
            try parts.change { $0.createdAt = time }
            let path = database.snapshots.directory + "/\(name).sqlite.zst"
            try Data(parts.bytes()).write(to: URL(fileURLWithPath: path))
        }
        let names = try database.snapshots.list().snapshots.map(\.name)
        #expect(
            names == [
                "new.sqlite.zst", snapshot.name, "b.sqlite.zst", "a.sqlite.zst", "old.sqlite.zst",
                "odd.sqlite.zst",
            ])
    }

    @Test func aSnapshotIsNamedByItsFileNameOrAPath() throws {
        let database = try TestDatabase.ofRows(3)
        let snapshot = try database.takeSnapshot()
        #expect(try database.snapshots.verify(snapshot.name) == snapshot)
        #expect(try database.snapshots.verify(snapshot.path) == snapshot)
        let elsewhere = Snapshots(ofDatabase: database.file("other.sqlite"))
        #expect(try elsewhere.verify(snapshot.path) == snapshot)
        #expect(code { try elsewhere.verify(snapshot.name) } == .snapshotMissing)
    }

    @Test func theDatabaseItselfIsNone() throws {
        let database = try TestDatabase.ofRows(3)
        let link = database.file("link.sqlite")
        #expect(symlink(database.path, link) == 0)
        for path in [database.path, link] {
            let refusal = """
                \(path) is the database itself, and no snapshot
                  `snapshot list` shows the snapshots that there are.
                """
            #expect(message { try database.snapshots.verify(path) } == refusal)
            #expect(
                message { try database.snapshots.extract(path, to: database.file("new")) }
                    == refusal)
            let migrator = try database.migrator([])
            #expect(message { _ = try migrator.restore(path) } == refusal)
        }
    }

    @Test func inADirectoryOfSeveralDatabasesEachHasItsOwn() throws {
        let (one, other) = (try TestDatabase.ofRows(3), try TestDatabase.ofRows(4))
        let shared = try TemporaryDirectory()
        let store = HistoryStore(tables: HistoryTables())
        let taken = try [one, other].map { database in
            let directory = SnapshotDirectory(path: shared.path, database: database.realPath)
            #expect(chmod(shared.path, 0o700) == 0)
            return try SnapshotTaker(
                database: database.realPath, directory: directory, store: store
            ).take(.manual)
        }
        let snapshots = Snapshots(ofDatabase: one.path, directory: shared.path)
        #expect(try Set(snapshots.list().snapshots) == Set(taken))
        #expect(try snapshots.list().own == [taken[0]])
        let others = Snapshots(ofDatabase: other.path, directory: shared.path)
        #expect(try others.list().own == [taken[1]])
        // In its own directory a database that was moved keeps them.
        let own = try one.takeSnapshot()
        #expect(try one.snapshots.list().own == [own])
    }
}
