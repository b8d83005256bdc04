import Dispatch
import GRDB

/// Finds out what the chunks of a batch change.
protocol ChangeRecorder: AnyObject {
    /// Runs `work` in the chunk's transaction and tells what it changed: old values as they were before
    /// the transaction, new ones as they are at its end.
    func record(
        _ db: Database, _ range: ChunkRange, _ work: () throws -> ChunkResult
    ) throws -> (result: ChunkResult, changes: ChunkChanges)
}

/// Keeps what chunks change, so that it can be taken back.
protocol PreimageStore: AnyObject {
    /// How far it goes.
    var mark: RowSnapshotMark { get }

    /// Makes the changes of one chunk durable; called in its transaction, before COMMIT.
    ///
    /// - Parameter mark: where the checkpoint stands; what an attempt that was rolled back left behind it
    ///   goes.
    /// - Returns: where the checkpoint stands then.
    func append(_ changes: ChunkChanges, after mark: RowSnapshotMark) throws -> RowSnapshotMark

    /// Ends it: no chunk comes any more. It may be ended already.
    func seal() throws
}

/// Keeps a batch's pre-images: finds out what a chunk changes, and hands it to the store.
final class PreimageKeeper {
    let store: any PreimageStore
    private let openPast: () throws -> DatabaseQueue
    private var recorder: (any ChangeRecorder)?

    /// - Parameter openPast: opens a second connection, which sees what was committed.
    init(store: any PreimageStore, openPast: @escaping () throws -> DatabaseQueue) {
        self.store = store
        self.openPast = openPast
    }

    /// Does the work of a chunk and keeps what it changes, durably, in the chunk's transaction.
    ///
    /// - Returns: the work's result, and where the checkpoint stands then.
    func keep(
        _ db: Database, _ plan: BatchPlan, _ reading: ChunkReading, after mark: RowSnapshotMark,
        _ work: () throws -> ChunkResult
    ) throws -> (ChunkResult, RowSnapshotMark) {
        if let rows = reading.rows.changes {
            let changes = ChunkChanges(groups: rows.rowCount > 0 ? [rows] : [])
            return try keep(db, changes, after: mark, work)
        }
        let recorder = try self.recorder ?? plan.makeRecorder(db, past: openPast)
        self.recorder = recorder
        let (result, changes) = try recorder.record(db, reading.range, work)
        // Lost, the transaction has changed nothing.
        try db.requireTransaction()
        return (result, changes.isEmpty ? mark : try store.append(changes, after: mark))
    }
}

extension PreimageKeeper {
    /// Keeps what is known before it is written beside the writer.
    private func keep(
        _ db: Database, _ changes: ChunkChanges, after mark: RowSnapshotMark,
        _ work: () throws -> ChunkResult
    ) throws -> (ChunkResult, RowSnapshotMark) {
        guard !changes.isEmpty else { return (try work(), mark) }
        let appending = Appending(changes, to: store, after: mark)
        let result = Result { try work() }
        // Whatever became of the work: nothing is written any more when this returns.
        let appended = appending.wait()
        let worked = try result.get()
        try db.requireTransaction()
        return (worked, try appended.get())
    }
}

/// Appends a chunk on a thread of its own.
///
/// It is `@unchecked` because the store is used on that thread alone until `wait` returns, and `outcome` after
/// it.
private final class Appending: @unchecked Sendable {
    private let store: any PreimageStore
    private let thread = DispatchGroup()
    private var outcome: Result<RowSnapshotMark, any Error>?

    init(_ changes: ChunkChanges, to store: any PreimageStore, after mark: RowSnapshotMark) {
        self.store = store
        DispatchQueue.global(qos: .userInitiated).async(group: thread) { [self] in
            outcome = Result { try self.store.append(changes, after: mark) }
        }
    }

    func wait() -> Result<RowSnapshotMark, any Error> {
        thread.wait()
        return outcome ?? .failure(MigrationError.uncovered("its pre-images were not written"))
    }
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
        switch coverage {
        case .refused(let reason): throw MigrationError.uncovered(reason)
        case .range(let columns) where try !db.hasTemporaryTriggers():
            return RangeRecorder(self, columns: columns)
        case .range, .tracked, .doubtful: return TrackingRecorder(past: try past())
        }
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
