import Foundation
import GRDB

/// Carries one migration up or down, from its checkpoint to its end.
struct MigrationRunner {
    let context: RunContext
    private let direction: Direction
    private(set) var plan: MigrationPlan
    var checkpoint: Checkpoint
    /// The checkpoint is in the database as this run knows it.
    private(set) var isStored: Bool
    /// The snapshots that cover it are others than the checkpoint in the database says.
    private let isNewlyCovered: Bool
    /// What is done with the pre-images of its batches.
    private let rows: RowSnapshotUse
    /// As this run left the schema, so that another connection's change since shows.
    var schemaVersion: Int64
    /// The plan was made again, because another connection changed the schema.
    private(set) var wasReplanned = false
    private(set) var rowsChanged = 0
    var rowsQuarantined = 0
    /// It puts rows back.
    var restoresRows: Bool { plan.operations.contains(where: \.restoresRows) }
    /// Indexes that were dropped and are not built yet.
    var missingIndexes: [String] { checkpoint.deferredIndexes.map(\.name) }

    init(
        _ context: RunContext, _ direction: Direction, _ plan: MigrationPlan, runID: String,
        schemaVersion: Int64, snapshot: String?,
        rows: RowSnapshotUse
    ) {
        self.context = context
        self.direction = direction
        self.plan = plan
        self.schemaVersion = schemaVersion
        isStored = plan.checkpoint != nil
        // On the way down it stays named when its rows are back: what is left is the rest of that way. On
        // the way up, what was kept before takes nothing back where the rest is not kept.
        let rowSnapshot =
            rows.mark ?? (direction == .down ? plan.checkpoint?.rowSnapshot : nil)
        isNewlyCovered =
            (snapshot != nil && snapshot != plan.checkpoint?.snapshot)
            || rowSnapshot != plan.checkpoint?.rowSnapshot
        self.rows = rows
        checkpoint =
            plan.checkpoint
            ?? Checkpoint(
                version: plan.version, name: plan.name, runID: runID,
                direction: direction, undoes: plan.undoes)
        // What the code says now: a migration that goes on with --accept-changed is the new one.
        checkpoint.checksum = direction == .up ? plan.registered?.checksum : plan.checksum
        checkpoint.snapshot = snapshot ?? checkpoint.snapshot
        checkpoint.rowSnapshot = rowSnapshot
        checkpoint.deferredIndexes = plan.deferredIndexes
        checkpoint.up = plan.registered?.upText ?? plan.checkpoint?.up
        checkpoint.down = plan.registered?.downText ?? plan.storedDown
    }

    /// Plans of a step that others' schema changes overtook are made again, so often at most.
    private static let replanLimit = 20

    /// - Parameter replan: makes the plan of the steps that are left once more.
    /// - Returns: why it stopped; nil at its end.
    mutating func run(
        replan: (Checkpoint) throws -> (MigrationPlan, Int64)
    ) throws -> StopReason? {
        context.onProgress(
            .migrationStarted(progress(at: checkpoint.step), resumed: checkpoint.isHalfDone))
        var replans = 0
        while true {
            do {
                return try runSteps()
            } catch is SchemaMoved {
                replans += 1
                guard replans <= Self.replanLimit else {
                    throw MigrationError(
                        .schemaMoved, "Another connection keeps changing the schema",
                        hint: "Run again when it is done; nothing is lost.", version: plan.version,
                        outcome: .locked)
                }
                do {
                    (plan, schemaVersion) = try replan(checkpoint)
                } catch let error as MigrationError
                    where error.outcome == .refused && checkpoint.isHalfDone
                {
                    // Not refused before anything changed, as the plan has it.
                    throw try failed(StepFailure.inTheMiddle(error))
                }
                wasReplanned = true
            } catch {
                throw try failed(error)
            }
        }
    }

    private mutating func runSteps() throws -> StopReason? {
        let operations = plan.operations
        let isAtomic =
            plan.group(from: 0) == operations.indices && checkpoint.deferredIndexes.isEmpty
        if !isAtomic {
            if !isStored {
                try start()
            } else if isNewlyCovered {
                try transaction { try $0.save($1) }
            }
        }
        while checkpoint.step < operations.count {
            if let reason = context.stop.reason { return reason }
            try sealRows()
            context.onProgress(.stepStarted(progress(at: checkpoint.step)))
            let step = plan.steps[checkpoint.step]
            if let reason = try buildIndexes(for: step) { return reason }
            switch step {
            case .batch(let batch):
                if let reason = try runBatch(batch) { return reason }
            case .restoreRows:
                if let reason = try restoreRows() { return reason }
            case .schema, nil:
                if operations[checkpoint.step].isInTransaction {
                    let steps = plan.group(from: checkpoint.step)
                    try runGroup(steps)
                    if steps.upperBound == operations.count { return nil }
                } else {
                    try runScript(operations[checkpoint.step])
                }
            }
        }
        try sealRows()
        try transaction { try $0.finish(in: $1) }
        return nil
    }

    /// Ends the row snapshot behind the last batch, before the history names it.
    private func sealRows() throws {
        guard !plan.operations[checkpoint.step...].contains(where: { $0.batch != nil }) else {
            return
        }
        try rows.seal(after: checkpoint.rowSnapshot)
    }

    // MARK: Batches

    func batchRunner(_ batch: BatchPlan, _ context: RunContext) throws -> BatchRunner {
        try BatchRunner(
            context, batch, checkpoint, schemaVersion: schemaVersion, preimages: rows.keeper())
    }

    private mutating func restoreRows() throws -> StopReason? {
        let (snapshot, policy) = try rows.opened()
        let reason = try commitChunks {
            try UndoRunner(
                $0.context, snapshot, policy, $0.checkpoint, schemaVersion: $0.schemaVersion)
        }
        if let reason { return reason }
        return try finishStep { db in
            try FullTextIndexes.rebuild(
                db, snapshot.tally.fullTextIndexes, over: snapshot.tally.tables.keys)
        }
    }

    /// Runs a step that commits chunk by chunk, until its last chunk or until something asks to stop.
    mutating func commitChunks(
        _ make: (Self) throws -> some ChunkedStep, onChunk: (BatchProgress) -> Void = { _ in }
    ) throws -> StopReason? {
        let index = checkpoint.step
        do {
            var step = try make(self)
            defer {
                checkpoint = step.checkpoint
                rowsChanged += step.rowsChanged
                rowsQuarantined += step.rowsQuarantined
            }
            let place = progress(at: index)
            return try step.run { [context] in
                context.onProgress(.chunk(place, $0))
                onChunk($0)
            }
        } catch {
            throw StepFailure.of(error, step: index, plan)
        }
    }

    /// Builds the indexes that it went without, and writes down that the step is done.
    mutating func finishStep(
        atEnd: (Database) throws -> Void = { _ in }
    ) throws -> StopReason? {
        if let reason = try buildIndexes() { return reason }
        try transaction { runner, db in
            try atEnd(db)
            runner.checkpoint.finishSteps(upTo: runner.checkpoint.step + 1)
            try runner.save(db)
        }
        return nil
    }

    // MARK: Checkpoint and history

    /// Writes the first checkpoint of a migration that commits more than once.
    private mutating func start() throws {
        try transaction { runner, db in
            try runner.countRows(db)
            try runner.save(db)
        }
    }

    /// Row counts that a check at the end compares with.
    mutating func countRows(_ db: Database) throws {
        for case .verify(.sameRowCount(let tables)) in plan.operations.map(\.kind) {
            for table in tables where try db.tableExists(table) {
                checkpoint.rowCounts[table] = try SchemaGuard.count(db, table)
            }
        }
    }

    mutating func save(_ db: Database) throws {
        try context.store.removeOtherCheckpoints(db, than: checkpoint.version)
        try context.store.save(db, checkpoint)
        isStored = true
    }

    mutating func finish(in db: Database) throws {
        switch direction {
        case .up:
            guard let migration = plan.registered else { return }
            let isBatched = plan.operations.contains { $0.batch != nil }
            try context.store.recordApplied(
                db, migration, rows: isBatched ? checkpoint.rowsChanged : nil,
                activeSeconds: checkpoint.activeSeconds, runID: checkpoint.runID,
                snapshot: checkpoint.snapshot, rowSnapshot: checkpoint.rowSnapshot?.name,
                event: .applied)
        case .down:
            try context.store.recordRolledBack(
                db, plan.version, name: plan.name, runID: checkpoint.runID)
        }
        try context.store.removeCheckpoints(db)
    }

    /// A transaction on the schema that the plan was made on, fenced by the checkpoint. What `body`
    /// changes of the runner holds only where it commits.
    mutating func transaction(
        foreignKeys: ForeignKeys? = nil, _ body: (inout Self, Database) throws -> Void
    ) throws {
        var runner = self
        try context.write { [self] db in
            runner = self
            func run() throws {
                try db.immediate { db in
                    guard try db.schemaVersion() == runner.schemaVersion else {
                        throw SchemaMoved()
                    }
                    if runner.isStored, try !context.store.isCurrent(db, runner.checkpoint) {
                        throw StepFailure.fenced
                    }
                    try body(&runner, db)
                    // Before COMMIT: what fails behind it would have all of it done again.
                    runner.schemaVersion = try db.schemaVersion()
                }
            }
            if let foreignKeys { try db.withForeignKeys(foreignKeys, run) } else { try run() }
        }
        self = runner
    }

    /// Writes a failure down, so that `status` can tell it.
    private mutating func failed(_ error: any Error) throws -> MigrationError {
        let error = StepFailure.placed(error, step: checkpoint.step, plan)
        guard error.outcome == .failed else { return error }
        checkpoint.failure = .init(
            error: error.message, at: Date().formatted(.iso8601))
        let (context, checkpoint, direction) = (context, checkpoint, direction)
        let isStored = isStored
        // Where this can't be written either, the first error is what the user has to know.
        try? context.transaction { db in
            if isStored {
                guard try context.store.noteFailure(db, checkpoint) else { return }
            } else if try context.store.isApplied(db, byRun: checkpoint.runID) {
                // The error came behind its COMMIT.
                return
            } else if direction == .up {
                // A migration to take back that has not begun stays as it is.
                try context.store.removeOtherCheckpoints(db, than: checkpoint.version)
                try context.store.save(db, checkpoint)
            }
            try context.store.log(
                db, .failed, checkpoint.version, name: checkpoint.name, runID: checkpoint.runID,
                message: error.message)
        }
        return error
    }

    func progress(at step: Int) -> MigrationProgress {
        let operations = plan.operations
        let index = min(step, operations.count - 1)
        return MigrationProgress(
            version: plan.version.text, name: plan.name, direction: direction, step: index + 1,
            stepCount: operations.count, stepDescription: operations[index].description)
    }

    /// For the report when it is done.
    var finalProgress: MigrationProgress { progress(at: plan.operations.count) }
    var finalRows: Int { checkpoint.rowsChanged }
    var finalActive: Duration { .seconds(checkpoint.activeSeconds) }
}
