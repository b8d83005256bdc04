import Stopover

/// What tells one piece of a run's work from another: a step, an index that is built, or what is done with
/// a snapshot.
enum WorkIdentity: Hashable {
    case step(Int, version: String)
    case snapshot(SnapshotProgress.Activity, name: String)
    case index(String, step: Int, version: String)

    init(_ progress: MigrationProgress) {
        self = .step(progress.step, version: progress.version)
    }

    init(_ progress: MigrationProgress, _ index: IndexProgress) {
        self = .index(index.name, step: progress.step, version: progress.version)
    }

    init(_ progress: SnapshotProgress) {
        self = .snapshot(progress.activity, name: progress.name)
    }
}
