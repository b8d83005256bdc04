import Foundation
import GRDB

/// Puts a snapshot back into a live database.
struct Restoration {
    let verified: SnapshotVerification
    let watch: SnapshotWatch
    /// How long a reader or writer that is in the way is waited for.
    let busyLimit: Duration

    private static let busyPause: Duration = .milliseconds(10)
    private static let stepSizeInBytes = 1 << 20

    private var manifest: SnapshotManifest { verified.snapshot.manifest }
    private var name: String { Snapshot(verified.snapshot).name }

    /// Refuses what SQLite could not do, before anything is changed.
    func check(_ db: Database) throws {
        let pageSize = try db.pageSize()
        guard pageSize != manifest.pageSize else { return }
        throw MigrationError(
            .restoreRefused,
            "The snapshot's pages have \(manifest.pageSize) bytes, the database's \(pageSize)",
            hint: "Restore it to a new file with --to.")
    }

    /// Copies every page in one transaction: others see all of the old database, or all of the new one.
    ///
    /// - Throws: `busy` where others keep it locked for too long, `stopped`; then it is as it was.
    func copy(to db: Database) throws {
        // It belongs to the connection, and the app may have chosen less.
        let synchronous = try Int.fetchOne(db, sql: "PRAGMA synchronous") ?? 2
        try db.execute(sql: "PRAGMA synchronous = FULL")
        defer { try? db.execute(sql: "PRAGMA synchronous = \(synchronous)") }
        let pages = try SnapshotPages(verified, isInWAL: db.isInWAL())
        let virtual = try VirtualFileSystem.open(pages)
        do {
            try copy(from: virtual.connection, to: db)
        } catch {
            throw Self.failure(virtual.cause(of: error))
        }
    }

    private static func failure(_ error: any Error) -> MigrationError {
        switch error {
        case let error as MigrationError: error
        case let error as DatabaseError where error.isFull:
            MigrationError(
                .diskFull, "The snapshot could not be restored: the disk is full",
                hint: "Make room and restore again; the database is as it was.")
        default:
            MigrationError(
                .restoreRefused,
                "The snapshot could not be restored: \(SnapshotFailure.reason(error))",
                hint: "The database is as it was.")
        }
    }

    private func copy(from source: Connection, to db: Database) throws {
        let copy = try PageCopy(from: source.handle, to: db.handle)
        defer { copy.end() }
        var progress = watch.begin(
            .restoring, name, bytesTotal: verified.snapshot.layout.databaseSizeInBytes)
        try progress.advance(to: 0)
        var waitingSince: ContinuousClock.Instant?
        while true {
            do {
                let isDone = try copy.step(pages: Self.stepSizeInBytes / manifest.pageSize)
                waitingSince = nil
                // What is committed can't be stopped any more.
                if isDone { return progress.end() }
                try progress.advance(to: (copy.pageCount - copy.remainingCount) * manifest.pageSize)
            } catch let error as DatabaseError where error.isBusy {
                let since = waitingSince ?? .now
                waitingSince = since
                guard ContinuousClock.now - since < busyLimit else { throw Self.busy }
                try progress.advance(by: 0)
                Thread.sleep(forTimeInterval: Self.busyPause / .seconds(1))
            }
        }
    }

    private static var busy: MigrationError {
        MigrationError(
            .busy, "Another connection keeps the database locked",
            hint: "End what reads or writes it and restore again; the database is as it was.",
            outcome: .locked)
    }

    /// Whether the database is what the snapshot says, page by page; the first page but for what a
    /// copy changes.
    func isEqual(toDatabaseAt path: String) throws -> Bool {
        try SourceConnection.open(path).readWhole { db in
            guard try db.pageSize() == manifest.pageSize, try db.pageCount() == manifest.pageCount
            else { return false }
            var progress = watch.begin(
                .comparing, name, bytesTotal: verified.snapshot.layout.databaseSizeInBytes)
            var digest = PageDigest()
            let firstPage = try PageSink.copy(
                db, pageSize: manifest.pageSize, to: { digest.update($0) },
                didCopy: { try progress.advance(to: $0) })
            return digest.otherPagesSHA256 == manifest.otherPagesSHA256
                && PageOne.comparable(firstPage) == PageOne.comparable(verified.firstPage)
        }
    }
}
