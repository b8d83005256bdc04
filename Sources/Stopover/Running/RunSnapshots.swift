import Foundation
import Logging

/// Takes the database snapshots that a run's policy asks for.
struct RunSnapshots {
    let context: RunContext
    /// Those that were taken, in that order.
    private(set) var taken: [Snapshot] = []

    init(_ context: RunContext) {
        self.context = context
    }

    /// Takes the database snapshot that has to be there before the migration changes anything.
    ///
    /// - Returns: the file name of the snapshot that covers it; nil of none.
    /// - Throws: ``MigrationError``; nothing was changed.
    mutating func before(_ migration: MigrationPlan, runID: String) throws -> String? {
        let policy = context.settings.snapshot
        guard let directory = context.snapshots, let taker = context.snapshotTaker else {
            try policy.refuseInMemory(migration)
            return nil
        }
        let covering = try directory.covering(migration)
        let due = try policy.due(
            before: migration, covering: covering, stands: !taken.isEmpty)
        guard due.database else {
            // One of `database` stands for the whole run.
            return covering ?? (policy == .database ? taken.first?.name : nil)
        }
        let snapshot = try taker.takeChecked(
            .init(
                purpose: migration.halfDone != nil ? .halfDone : .migration,
                version: migration.version, name: migration.name,
                runID: runID), version: migration.version)
        taken.append(snapshot)
        try removeSuperseded(migration, by: snapshot)
        context.logger?.info(
            "snapshot written",
            metadata: [
                "version": "\(migration.version)", "snapshot": "\(snapshot.name)",
                "bytes": "\(snapshot.sizeInBytes)",
            ])
        return snapshot.name
    }

    /// An attempt that failed before it committed anything left a snapshot that covers nothing, unless
    /// earlier migrations of its run have it too.
    ///
    /// A name alone is no proof: the file may have been moved away, and its name be that of the one just
    /// taken, or of another database's in the same directory.
    private func removeSuperseded(_ migration: MigrationPlan, by new: Snapshot) throws {
        let state = try context.read(context.store.state)
        guard let checkpoint = state.checkpoint, checkpoint.version == migration.version,
            !checkpoint.isHalfDone, let name = checkpoint.snapshot, name != new.name,
            !state.applied.contains(where: { $0.snapshot == name }),
            let directory = try context.snapshots?.existing(),
            let old = try? SnapshotFile(path: directory.path(of: name)).manifest,
            old.runID == checkpoint.runID, old.database == context.database
        else { return }
        try? directory.remove(name)
    }
}

extension SnapshotDirectory {
    /// The snapshot that an earlier attempt took before the migration, now half done, changed anything.
    func covering(_ migration: MigrationPlan) throws -> String? {
        guard let snapshot = migration.halfDone?.snapshot, try existing()?.has(snapshot) ?? false
        else { return nil }
        return snapshot
    }
}

extension SnapshotTaker {
    /// Takes a snapshot where the disk has room for it.
    func takeChecked(_ occasion: Occasion, version: MigrationVersion? = nil) throws -> Snapshot {
        var need = DiskNeed()
        need.add(
            DiskNeed.ofSnapshot(databaseSizeInBytes: FileSystem.size(database)),
            in: directory.path)
        try need.refuse(
            "The snapshot",
            hint: "Make room, or keep snapshots on another volume with --snapshot-dir."
                + (occasion.purpose.wayWithout.map { " To do without: \($0)." } ?? ""),
            version: version)
        do {
            return try take(occasion)
        } catch let error as MigrationError {
            throw version.map(error.concerning) ?? error
        }
    }
}

extension SnapshotPurpose {
    /// The flag that does without such a snapshot; nil where it was asked for.
    fileprivate var wayWithout: String? {
        switch self {
        case .migration, .halfDone: "--snapshot none"
        case .restore, .reset: "--no-safety-snapshot"
        case .manual: nil
        }
    }
}
