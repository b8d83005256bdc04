import GRDB

/// Keeps a batch's pre-images: finds out what a chunk changes, and hands it to the store.
final class PreimageKeeper {
    let store: any PreimageStore
    private let openPast: () throws -> DatabaseQueue
    private let thread = WorkThread(name: "stopover.pre-images")
    private var recorder: (any ChangeRecorder)?

    /// - Parameter openPast: opens a second connection, which sees what was committed.
    init(store: any PreimageStore, openPast: @escaping () throws -> DatabaseQueue) {
        self.store = store
        self.openPast = openPast
    }

    /// Does the work of a chunk and keeps what it changes, durably, in the chunk's transaction.
    ///
    /// - Parameter work: does what it is given of the chunk.
    /// - Returns: the work's result, and where the checkpoint stands then.
    func keep(
        _ db: Database, _ plan: BatchPlan, _ reading: ChunkReading, after mark: RowSnapshotMark,
        _ work: (ChunkReading) throws -> ChunkResult
    ) throws -> (ChunkResult, RowSnapshotMark) {
        let keeping = ChunkKeeping(in: store, after: mark, on: thread)
        let result = Result {
            // Known before it is written, all of it is kept beside the writer.
            if let changes = reading.rows?.changes {
                keeping.add(ChunkChanges(groups: changes.rowCount > 0 ? [changes] : []))
                keeping.finish()
                return try work(reading)
            }
            let recorder = try self.recorder ?? plan.makeRecorder(db, past: openPast)
            self.recorder = recorder
            let result = try recorder.record(db, reading, work, keep: keeping.add)
            // Lost, the transaction has changed nothing.
            try db.requireTransaction()
            keeping.finish()
            return result
        }
        // Whatever became of the work: nothing is written any more when this returns.
        let kept = keeping.wait()
        let worked = try result.get()
        try db.requireTransaction()
        return (worked, try kept.get())
    }
}
