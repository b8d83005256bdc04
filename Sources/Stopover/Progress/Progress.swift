/// What a run tells while it works. It is called on the engine's thread: return soon.
public enum ProgressEvent: Sendable {
    /// Another run holds the lock; `holder` says who.
    case waiting(holder: String)
    /// A batch waits: the write-ahead log is at its limit, and a reader keeps it from being begun anew.
    case waitingForReader(walSizeInBytes: Int)
    /// Steps of a migration begin, or go on at a checkpoint (`resumed`).
    case migrationStarted(MigrationProgress, resumed: Bool)
    /// A schema step or a check begins.
    case stepStarted(MigrationProgress)
    /// A chunk was committed.
    case chunk(MigrationProgress, BatchProgress)
    /// Indexes were dropped until the batch is done.
    case indexesDropped(MigrationProgress, names: [String])
    /// An index that was dropped is built again.
    case index(MigrationProgress, IndexProgress)
    /// A snapshot is written, checked or restored.
    case snapshot(SnapshotProgress)
    /// The migration is recorded (up) or taken back (down).
    case migrationFinished(MigrationProgress, rows: Int, active: Duration)
}

/// Which step of which migration.
public struct MigrationProgress: Sendable, Hashable {
    public let version: String
    public let name: String
    public let direction: Direction
    /// The step, counted from 1, and how many there are.
    public let step: Int
    public let stepCount: Int
    /// What the step does, such as `Transform contacts`.
    public let stepDescription: String
}

/// Up applies a migration, down takes it back.
public enum Direction: String, Sendable, Hashable {
    case up, down
}

/// How far a batch is.
public struct BatchProgress: Sendable, Hashable {
    /// Rows passed by.
    public let rowsDone: Int
    /// Rows to pass by, never fewer than are done; nil while those of a large table are counted, which is done
    /// beside the first chunks.
    public let rowsTotal: Int?
    /// Rows changed or visited so far.
    public let rowsChanged: Int
    public let rowsQuarantined: Int
    /// Over the last seconds of work; nil until there is a measurement.
    public let rowsPerSecond: Double?
    /// Of active time alone, so a stop does not count; nil until there is a measurement and `rowsTotal`.
    public let timeLeft: Duration?
    /// Rows of the last chunk.
    public let chunkRows: Int
    /// The write-ahead log's size; 0 without one.
    public let walSizeInBytes: Int

    /// Between 0 and 1; 0 while the rows are counted.
    public var fraction: Double {
        guard let rowsTotal else { return 0 }
        return rowsTotal == 0 ? 1 : Double(rowsDone) / Double(rowsTotal)
    }
}
