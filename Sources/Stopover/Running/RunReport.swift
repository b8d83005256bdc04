/// What a run did.
public struct RunReport: Sendable, Hashable {
    public enum Outcome: Sendable, Hashable {
        /// Everything that was asked for is done.
        case done
        /// Stopped at a chunk or step boundary of `version`; run again to go on.
        case stopped(StopReason, at: MigrationVersion)
    }

    public let outcome: Outcome
    /// Migrations applied (or taken back) by this run, in the order it did so.
    public let finished: [MigrationVersion]
    /// Rows changed or visited by this run's batches.
    public let rows: Int
    /// Rows quarantined by this run.
    public let rowsQuarantined: Int
    /// Time spent at work.
    public let active: Duration
    /// Snapshots that this run took, in that order.
    public internal(set) var snapshots: [Snapshot] = []
    /// Values and rows that a rollback could not put back, as they stand in the database.
    public internal(set) var conflictCount = 0
    /// The first of them, at most ``conflictLimit``.
    public internal(set) var conflicts: [Conflict] = []

    /// Of a run that stopped: indexes that are missing until it goes on, dropped for a batch.
    public internal(set) var missingIndexes: [String] = []

    /// The table that all of them stand in.
    public internal(set) var conflictTable = "_migration_conflicts"

    /// So many conflicts are listed.
    public static let conflictLimit = 100
}

/// Why a run stopped before the end.
public enum StopReason: String, Sendable, Hashable {
    /// A signal, or the task was cancelled.
    case interrupted
    /// The time that it was given is over.
    case timeBudget
    /// Less free disk than `minimumFreeBytes`.
    case diskLow
}
