/// Where a migration stands: what a run needs to go on, kept in the transaction of each chunk.
struct Checkpoint: Sendable, Hashable {
    let version: MigrationVersion
    let name: String
    /// The attempt: the same over all resumes.
    let runID: String
    let direction: Direction
    /// Of the steps it runs; nil where the steps come from the history.
    var checksum: String?
    /// Steps that are done.
    var step = 0
    /// Statements that are done of a script without a transaction.
    var statement = 0
    /// The batch it stands in; nil between batches.
    var batch: BatchPosition?
    /// Counts over the whole migration.
    var rowsChanged = 0
    var activeSeconds = 0.0
    /// Row counts at the start, of the tables that a `Verify(sameRowCount:)` names.
    var rowCounts: [String: Int] = [:]
    var failure: Failure?
    /// Of the way down from a half-done migration: how far the batches of its steps go. Nil where the
    /// whole migration is taken back.
    var undoes: [Int: UndoBound]?
    /// The file name of the snapshot that covers it.
    var snapshot: String?
    /// The pre-images of its batches' chunks, or on the way down those that are put back.
    var rowSnapshot: RowSnapshotMark?
    /// Indexes that are missing until its batch is done.
    var deferredIndexes: [DeferredIndex] = []
    /// The steps as text, to take back a migration whose code is gone.
    var up: String?
    var down: String?

    struct Failure: Sendable, Hashable {
        let error: String
        let at: String
    }

    /// Stands behind the steps up to `step`: of what stood inside one nothing is left, so that changed
    /// code that goes on takes no old position for its own.
    mutating func finishSteps(upTo step: Int) {
        self.step = step
        statement = 0
        batch = nil
        failure = nil
    }

    /// The step that it stands in, if it stands in one, is among so many.
    func fits(stepCount: Int) -> Bool {
        step < stepCount || (step == stepCount && statement == 0 && batch == nil)
    }

    /// Something of it was committed, so that it can't be forgotten.
    var isHalfDone: Bool {
        undoes != nil || step > 0 || statement > 0 || (batch?.chunk ?? 0) > 0
            || !deferredIndexes.isEmpty
    }
}

/// What a batch may take back of a half-done migration.
enum UndoBound: Sendable, Hashable, Codable {
    case nothing
    /// The rows up to the key, itself included: so many when they were changed.
    case upTo([StoredValue], rows: Int)

    var rows: Int {
        switch self {
        case .nothing: 0
        case .upTo(_, let rows): rows
        }
    }
}

/// How far a batch is.
struct BatchPosition: Sendable, Hashable {
    let table: String
    let keyColumns: [String]
    /// Passes begun, from 1.
    var pass = 1
    /// Chunks committed over all passes: what fences a chunk against a second runner.
    var chunk = 0
    /// The last key done in this pass; nil at its start.
    var last: [StoredValue]?
    /// The highest key at the start of the pass; nil of an empty table.
    var upper: [StoredValue]?
    /// After each chunk so far `where` was false for the rows it changed: a further pass finds only
    /// rows that others wrote.
    var isRepeatable: Bool
    var schemaVersion: Int64
    var rowsDone = 0
    /// Nil while they are counted.
    var rowsTotal: Int?
    var rowsChanged = 0
    var passRowsChanged = 0
    var rowsQuarantined = 0
}
