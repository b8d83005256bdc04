import Foundation
import Testing

@testable import Stopover

/// Both kinds of snapshots side by side in a database's directory.
struct RowSnapshotListingTests {
    private let database: TestDatabase

    init() throws {
        database = try TestDatabase.ofRows(3)
    }

    /// Three chunks of three rows each.
    private func makeRows(isSealed: Bool) throws -> RowSnapshotWriter {
        let head = RowSnapshotHead(
            database: database.realPath, version: 3, name: "normalize_phones", runID: "run-1",
            at: RowSample.time)
        let writer = try RowSnapshotWriter.create(
            in: database.snapshotDirectory, head, at: RowSample.time)
        try RowSample.append(0..<3, to: writer)
        if isSealed { try writer.seal() }
        return writer
    }

    private func rows(
        _ isFinished: Bool, _ rows: Int? = 9, _ chunks: Int? = 3, _ tables: [String] = ["contacts"]
    ) -> Snapshot.Kind {
        .rows(
            .init(isFinished: isFinished, rowCount: rows, chunkCount: chunks, tables: tables))
    }

    @Test func bothKindsAreListed() throws {
        let taken = try database.takeSnapshot()
        let writer = try makeRows(isSealed: true)
        let listing = try database.snapshots.list()
        #expect(Set(listing.snapshots.map(\.name)) == [taken.name, writer.mark.name])
        #expect(listing.damaged.isEmpty)
        let snapshot = try #require(listing.own.first { $0.rows != nil })
        #expect(snapshot.kind == rows(true))
        #expect(snapshot.version == 3 && snapshot.migrationName == "normalize_phones")
        #expect(snapshot.runID == "run-1" && snapshot.databasePath == database.realPath)
        #expect(snapshot.createdAt == RowSample.time)
        #expect(snapshot.sizeInBytes == FileSystem.size(snapshot.path))
        #expect(snapshot.databaseSizeInBytes == 0)
    }

    @Test func anUnfinishedOneIsListedAsSuch() throws {
        _ = try makeRows(isSealed: false)
        let listing = try database.snapshots.list()
        #expect(listing.snapshots.map(\.kind) == [rows(false, nil, nil, [])])
        #expect(listing.damaged.isEmpty)
    }

    @Test func oneWithoutAHeadIsDamaged() throws {
        let writer = try makeRows(isSealed: false)
        let path = database.snapshots.directory + "/" + writer.mark.name
        try Data([1, 2, 3]).write(to: URL(fileURLWithPath: path))
        #expect(
            try database.snapshots.list().damaged.map(\.error.message) == [
                "\(path) is not a whole snapshot: its head is missing"
            ])
    }

    @Test func verifyReadsItWhole() throws {
        let writer = try makeRows(isSealed: true)
        let verified = try database.snapshots.verify(writer.mark.name)
        #expect(verified.kind == rows(true))
        // Under another name, too.
        let other = database.file("kept.copy")
        try FileManager.default.copyItem(atPath: verified.path, toPath: other)
        #expect(try database.snapshots.verify(other).kind == rows(true))
        let size = FileSystem.size(other)
        #expect(truncate(other, off_t(size - 1)) == 0)
        #expect(try database.snapshots.verify(other).kind == rows(false))
    }

    @Test func verifyTellsWhatThereIsOfAnUnfinishedOne() throws {
        let writer = try makeRows(isSealed: false)
        let path = database.snapshots.directory + "/" + writer.mark.name
        #expect(try database.snapshots.verify(path).kind == rows(false))
        // The last frame is torn.
        #expect(truncate(path, off_t(writer.mark.sizeInBytes - 1)) == 0)
        #expect(try database.snapshots.verify(path).kind == rows(false, 6, 2))
        var bytes = try Array(Data(contentsOf: URL(fileURLWithPath: path)))
        bytes[writer.mark.sizeInBytes / 2] ^= 255
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        #expect(throws: Never.self) { try database.snapshots.list() }
    }

    @Test func noDatabaseComesOfIt() throws {
        let path = try makeRows(isSealed: true).mark.name
        let inDirectory = database.snapshots.directory + "/" + path
        let text = """
            \(inDirectory) holds the rows that a migration changed, and no database
              `rollback` puts its rows back.
            """
        let out = database.file("out.sqlite")
        #expect(
            try migrationError { try database.snapshots.extract(path, to: out) }.description == text
        )
        #expect(!FileSystem.isThere(out))
        let migrator = try database.migrator([])
        let error = try migrationError { try migrator.restore(path) }
        #expect(error.description == text)
        #expect(error.code == .restoreRefused)
        #expect(try database.snapshotNames() == [path])
    }

    @Test func pruneRemovesWhatNoCheckpointNames() throws {
        _ = try makeRows(isSealed: false)
        _ = try makeRows(isSealed: true)
        let report = try database.migrator([]).pruneSnapshots(keep: 0)
        #expect(report.removed.count == 2)
        #expect(try database.snapshotNames() == [])
    }
}
