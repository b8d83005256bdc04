import Foundation
import GRDB

/// Takes a snapshot of a database: one consistent moment of it, compressed as it is read.
struct SnapshotTaker {
    /// The database's real path.
    let database: String
    let directory: SnapshotDirectory
    let store: HistoryStore
    var watch: SnapshotWatch = .silent
    var workers = SnapshotWorkers.count

    /// What a snapshot is taken for.
    struct Occasion {
        var purpose: SnapshotPurpose
        var version: MigrationVersion?
        var name: String?
        var runID: String?
    }

    /// - Returns: the snapshot, which is durable.
    /// - Throws: ``MigrationError``; then there is none.
    func take(_ occasion: Occasion) throws -> Snapshot {
        do {
            try directory.removeLeftovers()
            // In WAL mode writers go on meanwhile, and no write of theirs makes the copy begin anew:
            // it is of the moment at which this transaction began.
            return try SourceConnection.open(database).readWhole { try write($0, occasion) }
        } catch {
            throw SnapshotFailure.writing(error, in: directory.path)
        }
    }

    private func write(_ db: Database, _ occasion: Occasion) throws -> Snapshot {
        // A table of the history's name that is another tool's is no reason to take no snapshot.
        let history = (try? store.state(db).applied) ?? []
        let (pageSize, pageCount) = (try db.pageSize(), try db.pageCount())
        guard SnapshotLayout(pageSizeInBytes: pageSize, pageCount: max(1, pageCount)) != nil else {
            throw MigrationError(
                .snapshotFailed, "A database of more than 8 TiB can't have a snapshot",
                hint: "Do without with --snapshot none.")
        }
        let time = Date()
        let file = try directory.make { attempt in
            SnapshotName.of(
                occasion.purpose, version: occasion.version?.text, name: occasion.name, at: time,
                attempt: attempt)
        }
        let writer = try SnapshotWriter(file, pageSizeInBytes: pageSize, workers: workers)
        var progress = watch.begin(.writing, file.name, bytesTotal: pageSize * pageCount)
        let firstPage = try PageSink.copy(db, pageSize: pageSize, to: writer.take) {
            try progress.advance(to: $0)
        }
        let manifest = try writer.finish(firstPage: firstPage) { manifest in
            manifest.sqliteVersion = Database.libraryVersion
            manifest.createdAt = time.formatted(SnapshotManifest.timeStyle)
            manifest.database = database
            manifest.purpose = occasion.purpose
            manifest.version = occasion.version?.text
            manifest.name = occasion.name
            manifest.runID = occasion.runID
            manifest.history = history.map {
                .init(version: $0.version.text, name: $0.name, appliedAt: $0.appliedAt)
            }
        }
        return Snapshot(
            manifest, path: file.path, sizeInBytes: FileSystem.size(file.path))
    }
}
