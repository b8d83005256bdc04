import Foundation
import GRDB

/// What `prune` did, or would do.
public struct PruneReport: Sendable, Hashable {
    /// Newest first.
    public let removed: [Snapshot]
    /// Those that stay because they are the only way back of an applied migration.
    public let protected: [Protected]

    public struct Protected: Sendable, Hashable {
        public let snapshot: Snapshot
        public let version: MigrationVersion
    }

    public var bytesFreed: Int { removed.reduce(0) { $0 + $1.sizeInBytes } }
}

/// Removes old snapshots, inside the lock.
struct Pruning {
    let context: RunContext
    let registry: MigrationRegistry
    let snapshots: Snapshots

    func prune(
        keep: Int?, olderThan age: Duration?, force: Bool, dryRun: Bool
    ) throws -> PruneReport {
        let state = try context.read(context.store.state)
        let selection = PruneSelection(
            try snapshots.list().own, keep: keep, olderThan: age, at: Date(),
            wayBack: force ? [:] : WaysBack.of(state, registry))
        if !dryRun { try remove(selection.removed) }
        return PruneReport(
            removed: selection.removed,
            protected: selection.protected.map { .init(snapshot: $0.snapshot, version: $0.version) }
        )
    }

    private func remove(_ removed: [Snapshot]) throws {
        do {
            try context.snapshots?.removeLeftovers()
            guard let directory = try context.snapshots?.existing() else { return }
            for snapshot in removed { try directory.remove(snapshot.name) }
            try directory.synchronize()
        } catch let failure as FileSystem.Failure {
            throw MigrationError(
                .snapshotDirectoryUnusable, "\(failure.path) can't be removed: \(failure.reason)",
                hint: "What was removed before stays so.", outcome: .failed)
        }
    }
}
