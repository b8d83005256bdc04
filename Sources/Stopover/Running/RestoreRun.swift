import Foundation
import GRDB

/// What a restore did.
public struct RestoreReport: Sendable, Hashable {
    /// What is in the database now.
    public let snapshot: Snapshot
    /// What was in it before; nil where none was asked for.
    public let safetySnapshot: Snapshot?
    /// Others wrote after the safety snapshot was begun and before the database was replaced: what they
    /// wrote then is in neither.
    public let othersWrote: Bool
    /// The database was compared with the snapshot, page by page; false where somebody wrote to it
    /// before it could be, or where it was stopped then.
    public let isCompared: Bool
}

/// Puts a snapshot back into the live database, inside the lock.
struct RestoreRun {
    let context: RunContext
    let snapshots: Snapshots
    /// The database's real path.
    let database: String

    func restore(_ name: String, withSafetySnapshot: Bool) throws -> RestoreReport {
        let path = try snapshots.path(of: name)
        let verified = try snapshots.verification(path, context.watch)
        let restoration = Restoration(
            verified: verified, watch: context.watch, busyLimit: RunContext.busyLimit)
        try context.write(restoration.check)
        try refuseFullDisk(verified.snapshot, withSafetySnapshot)
        let version = try context.write { try $0.dataVersion() }
        let safety =
            try withSafetySnapshot ? context.snapshotTaker?.take(.init(purpose: .restore)) : nil
        let (othersWrote, isCompared) = try context.write { db in
            try replace(db, since: version, restoration, safety: safety)
        }
        try? LogMover(database: database).empty()
        return RestoreReport(
            snapshot: Snapshot(verified.snapshot), safetySnapshot: safety,
            othersWrote: othersWrote, isCompared: isCompared)
    }

    /// Copies and compares, in one access to the connection: of the app's own writes between the two
    /// nothing would tell. Once copied, nothing of it is tried again: others may have written since.
    ///
    /// - Parameter version: the data's before the safety snapshot; a copy itself does not change it.
    private func replace(
        _ db: Database, since version: Int64, _ restoration: Restoration, safety: Snapshot?
    ) throws -> (othersWrote: Bool, isCompared: Bool) {
        let last = try db.dataVersion()
        failpoint(.beforeRestore)
        try restoration.copy(to: db)
        failpoint(.afterRestore)
        let othersWrote = (try? db.dataVersion()) != version
        db.clearSchemaCache()
        // The app's observations have no other way to know.
        try? db.inTransaction(.deferred) {
            try db.notifyChanges(in: .fullDatabase)
            return .commit
        }
        switch compare(db, restoration) {
        case .success(true): return (othersWrote, true)
        case .success(false):
            // Others that wrote just before it was compared show in the version.
            guard (try? db.dataVersion()) == last else { return (othersWrote, false) }
            throw mismatch("is not what the snapshot holds after it was restored", safety)
        case .failure(let error as DatabaseError) where error.isBusy: return (othersWrote, false)
        case .failure(let error as MigrationError) where error.code == .stopped:
            return (othersWrote, false)
        case .failure(let error):
            throw mismatch(
                "could not be read after it was restored: \(SnapshotFailure.reason(error))", safety)
        }
    }

    /// While no one writes.
    private func compare(_ db: Database, _ restoration: Restoration) -> Result<Bool, any Error> {
        Result {
            var isEqual = false
            try db.inTransaction(.immediate) {
                isEqual = try restoration.isEqual(toDatabaseAt: database)
                return .rollback
            }
            return isEqual
        }
    }

    private func mismatch(_ what: String, _ safety: Snapshot?) -> MigrationError {
        let way =
            safety.map { "The database as it was is in \($0.path)." }
            ?? "There is no safety snapshot."
        return MigrationError(
            .restoreMismatch, "The database \(what)",
            hint: "Restore the snapshot to a new file with --to, and look for a failing disk. "
                + way, outcome: .failed)
    }

    private func refuseFullDisk(_ snapshot: SnapshotFile, _ withSafetySnapshot: Bool) throws {
        let (old, new) = (FileSystem.size(database), snapshot.layout.databaseSizeInBytes)
        var need = DiskNeed()
        // The log takes the new pages, a rollback journal the old ones.
        need.add(
            max(old, new) + max(0, new - old) + DiskNeed.headroomInBytes,
            in: FileSystem.directory(database))
        if withSafetySnapshot {
            need.add(
                DiskNeed.ofSnapshot(databaseSizeInBytes: old), in: snapshots.directory)
        }
        try need.refuse(
            "Restoring the snapshot",
            hint: withSafetySnapshot
                ? "Make room, keep snapshots on another volume with --snapshot-dir, or do without "
                    + "the safety snapshot."
                : "Make room.")
    }
}
