import Stopover

/// What tells one piece of a run's work from another: a step, or what is done with a snapshot.
enum WorkIdentity: Hashable {
    case step(Int, version: String)
    case snapshot(SnapshotProgress.Activity, name: String)

    init(_ progress: MigrationProgress) {
        self = .step(progress.step, version: progress.version)
    }

    init(_ progress: SnapshotProgress) {
        self = .snapshot(progress.activity, name: progress.name)
    }
}
