/// What a run carries out: each migration with the steps that are left, as tried on the copy of the
/// schema.
struct RunPlan: Sendable {
    let direction: Direction
    var migrations: [MigrationPlan] = []
    /// Virtual tables that the copy had to leave out.
    var uncopied: [String] = []
    /// The schema that the plan was made on.
    var schemaVersion: Int64 = 0
}

/// One migration's way up or down.
struct MigrationPlan: Sendable {
    let version: MigrationVersion
    let name: String
    let description: String
    /// Nil where the code is gone and the steps come from the history.
    let registered: RegisteredMigration?
    let operations: [Operation]
    let foreignKeys: ForeignKeys
    /// Where it goes on; nil of one that begins.
    let checkpoint: Checkpoint?
    /// The `down` steps as the history has them, to be kept where the code is gone.
    var storedDown: String?
    /// Of the way down: what its steps are known by.
    var checksum: String?
    /// Of the way down from a half-done migration: how far its batches go.
    var undoes: [Int: UndoBound]?
    /// Of the way down: the database snapshot that covers it.
    var snapshot: String?
    /// Of the way down: what its batches changed.
    var rowSnapshot: RowSnapshotReference?
    /// Missing when it begins: dropped by a batch of it that was stopped.
    var deferredIndexes: [DeferredIndex] = []
    /// One a step; nil of steps that are done.
    var steps: [StepPlan?] = []

    func foreignKeys(of operation: Operation) -> ForeignKeys {
        operation.foreignKeys ?? foreignKeys
    }

    /// The schema steps from `first` on that commit together; none where that one commits by itself, or chunk by
    /// chunk.
    func group(from first: Int) -> Range<Int> {
        guard first < operations.count else { return first..<first }
        let mode = foreignKeys(of: operations[first])
        let end = operations[first...].firstIndex {
            $0.isChunked || !$0.isInTransaction || foreignKeys(of: $0) != mode
        }
        return first..<(end ?? operations.count)
    }

    /// What schema steps did to the copy of the schema, together.
    func effects(of steps: Range<Int>) -> StepEffects {
        var effects = StepEffects()
        for case .schema(let step)? in self.steps[steps] { effects.formUnion(step) }
        return effects
    }
}

/// One step as the copy of the schema showed it.
enum StepPlan: Sendable {
    case schema(StepEffects)
    case batch(BatchPlan)
    /// The pre-images of the migration's batches go back, into the tables as they are by then.
    case restoreRows([TableShape])

    var mayLoseData: Bool {
        switch self {
        case .schema(let effects): effects.mayLoseData
        case .batch(let batch): batch.mayLoseData
        case .restoreRows: false
        }
    }

    var writes: [String] {
        switch self {
        case .schema(let effects): effects.writtenTables
        case .batch(let batch): batch.writes.sorted()
        case .restoreRows: []
        }
    }
}
