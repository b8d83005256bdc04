import Foundation

/// Decides which snapshots go. It knows no file.
struct PruneSelection: Sendable {
    /// Newest first.
    let removed: [Snapshot]
    /// Those that would go, but are the only way back of the migration.
    let protected: [(snapshot: Snapshot, version: MigrationVersion)]

    /// A snapshot goes if each rule that is given says so.
    ///
    /// - Parameters:
    ///   - keep: so many of the newest of each kind stay.
    ///   - age: younger ones stay.
    ///   - wayBack: by file name, the migration that can only be taken back with the snapshot.
    init(
        _ snapshots: [Snapshot], keep: Int?, olderThan age: Duration?, at now: Date,
        wayBack: [String: MigrationVersion]
    ) {
        let newestFirst = snapshots.sorted { ($0.createdAt, $0.name) > ($1.createdAt, $1.name) }
        var newer = (databases: 0, rows: 0)
        let candidates = newestFirst.filter { snapshot in
            let index = snapshot.rows == nil ? newer.databases : newer.rows
            if snapshot.rows == nil { newer.databases += 1 } else { newer.rows += 1 }
            if let keep, index < keep { return false }
            let seconds = now.timeIntervalSince(snapshot.createdAt)
            if let age, seconds < age / .seconds(1) { return false }
            return keep != nil || age != nil
        }
        removed = candidates.filter { wayBack[$0.name] == nil }
        protected = candidates.compactMap { snapshot in
            wayBack[snapshot.name].map { (snapshot, $0) }
        }
    }
}
