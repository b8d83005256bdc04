import Foundation
import Testing

@testable import Stopover

/// What a run keeps of its batches, chunk by chunk: through stops and failures.
@Suite("Runs that keep rows")
struct RowSnapshotRecordingTests: RowSnapshotRunFixture {
    @Test("the history names the file, which is whole and knows what it keeps")
    func named() throws {
        let database = try TestDatabase(Self.rows)
        try migrator(database).runAndWait()
        let path = try file(database)
        let snapshot = try RowSnapshot(path: path, mark: nil)
        #expect(snapshot.rowCount == 10)
        #expect(snapshot.chunkCount == 5)
        #expect(snapshot.head.version == "001")
        #expect(try database.lines("SELECT row_snapshot FROM _migrations") == [snapshot.name])
        #expect(try database.lines("SELECT run_id FROM _migrations") == [snapshot.head.runID])
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect((attributes[.posixPermissions] as? Int ?? 0) & 0o077 == 0)
    }

    @Test("a run that goes on goes on with its file, whatever the policy says by now")
    func resumed() throws {
        for policy in [SnapshotPolicy.auto, .rows, .none, .database] {
            let database = try TestDatabase(Self.rows)
            try run(migrator(database), chunks: 2)
            let path = try file(database)
            #expect(throws: (any Error).self) { try RowSnapshot(path: path, mark: nil) }
            try migrator(database, Self.shout, policy).runAndWait()
            #expect(try file(database) == path)
            #expect(try RowSnapshot(path: path, mark: nil).rowCount == 10)
            try migrator(database).rollback()
            #expect(try values(database) == old)
        }
    }

    @Test("gone while half done, the run is refused, and goes on without where that is asked for")
    func gone() throws {
        let database = try TestDatabase(Self.rows)
        try run(migrator(database), chunks: 2)
        let path = FileSystem.realPath(try file(database))
        try FileManager.default.removeItem(atPath: path)
        #expect(
            message { try migrator(database).runAndWait() } == """
                001: shout is half done, and its row snapshot can't go on: The row snapshot \(path) is \
                gone: it has the old values of the chunks that are done
                  Bring the file back as it was; or go on with --snapshot none, after which the migration \
                can't be taken back row by row.
                """)
        try migrator(database, Self.shout, .none).runAndWait()
        #expect(try values(database) == new)
        #expect(
            message { try migrator(database).rollback() } == """
                001: shout can't be taken back: it has no down steps
                  Write what takes it back as its down steps, or restore a backup.
                """)
    }

    @Test("a chunk that fails leaves the file where the checkpoint stands")
    func failed() throws {
        let database = try TestDatabase(Self.rows)
        let fails = Shared(true)
        let migration = TestMigration(1, name: "shout") {
            Transform("a", reading: .text("v"), writing: .text("v")) { text in
                if text == "old 5", fails.value { throw CancellationError() }
                return text?.uppercased()
            }
        }
        #expect(code { try migrator(database, migration).runAndWait() } == .rowRefused)
        fails.update { $0 = false }
        try migrator(database, migration).runAndWait()
        #expect(try RowSnapshot(path: file(database), mark: nil).chunkCount == 5)
        try migrator(database, migration).rollback()
        #expect(try values(database) == old)
    }

    @Test("an attempt that fails at its first chunk leaves one file, however often it is made")
    func superseded() throws {
        let database = try TestDatabase(Self.rows)
        let fails = Shared(true)
        let migration = TestMigration(1, name: "shout") {
            Transform("a", reading: .text("v"), writing: .text("v")) { text in
                if fails.value { throw CancellationError() }
                return text?.uppercased()
            }
        }
        for _ in 1...3 {
            #expect(code { try migrator(database, migration).runAndWait() } == .rowRefused)
            _ = try file(database)
        }
        fails.update { $0 = false }
        try migrator(database, migration).runAndWait()
        #expect(try RowSnapshot(path: file(database), mark: nil).rowCount == 10)
    }

    @Test(
        "a file that a kill left without a chunk goes with the next run, another database's stays")
    func orphans() throws {
        let database = try TestDatabase(Self.rows)
        let path = FileSystem.realPath(database.path)
        for owner in [path, "/srv/other.db"] {
            _ = try RowSnapshotWriter.create(
                in: SnapshotDirectory(path: path + ".snapshots", database: path),
                RowSnapshotHead(database: owner, version: 1, name: "shout", runID: "killed"))
        }
        try migrator(database).runAndWait()
        let listed = try Snapshots(ofDatabase: database.path).list().snapshots
        #expect(listed.map(\.databasePath).sorted() == ["/srv/other.db", path])
        #expect(listed.first { $0.databasePath == path }?.rows?.rowCount == 10)
    }

    @Test("a crash between the last chunk and the end of the file is made good by the next run")
    func unsealed() throws {
        let database = try TestDatabase(Self.rows)
        try run(migrator(database), chunks: 5)
        let path = try file(database)
        #expect(throws: (any Error).self) { try RowSnapshot(path: path, mark: nil) }
        try migrator(database).runAndWait()
        #expect(try RowSnapshot(path: path, mark: nil).chunkCount == 5)
    }
}
