import GRDB

/// Finds out what the chunks of a batch change.
protocol ChangeRecorder: AnyObject {
    /// Does a chunk's work in its transaction, and hands over what it changed: old values as they were before
    /// the transaction, new ones as they are at its end.
    ///
    /// - Parameters:
    ///   - work: does what it is given of the chunk.
    ///   - keep: takes what was changed, once or part by part.
    func record(
        _ db: Database, _ reading: ChunkReading, _ work: (ChunkReading) throws -> ChunkResult,
        keep: (ChunkChanges) -> Void
    ) throws -> ChunkResult
}

extension BatchPlan {
    /// What finds out what this batch changes.
    ///
    /// - Parameters:
    ///   - db: the connection that runs the batch.
    ///   - past: opens a second one, which sees what was committed.
    /// - Throws: `stepFailed` where a row snapshot can't keep it.
    func makeRecorder(
        _ db: Database, past: () throws -> DatabaseQueue
    ) throws -> any ChangeRecorder {
        if case .refused(let reason) = coverage { throw MigrationError.uncovered(reason) }
        if let rangeColumns, try !db.hasTemporaryTriggers() {
            return RangeRecorder(self, rangeColumns)
        }
        return TrackingRecorder(past: try past())
    }
}

extension MigrationError {
    static func uncovered(_ reason: String) -> Self {
        MigrationError(
            .stepFailed, "A row snapshot can't keep what the batch changes: \(reason)",
            hint: "Run with --snapshot database, or --snapshot none to do without a way back.",
            outcome: .failed)
    }
}
