import GRDB

/// Batches without the indexes that stand in their way: dropped before a chunk, in one transaction with the
/// checkpoint that knows what makes them again, and built before the step is recorded as done.
extension MigrationRunner {
    /// Runs a batch from its checkpoint to its end.
    mutating func runBatch(_ batch: BatchPlan) throws -> StopReason? {
        let rule = DeferralRule(
            policy: context.settings.indexes,
            isBounded: checkpoint.undoes?[checkpoint.step] != nil)
        let missing = Set(missingIndexes)
        let present = batch.deferrableIndexes.filter { !missing.contains($0.name) }
        if present.isEmpty || rule.isDueAtOnce(checkpoint.batch) {
            try deferIndexes(present, of: batch.key.table)
            return try commitChunks(batch) ?? finishStep()
        }
        let (context, pause) = (context, StopSignal())
        let before = rowsQuarantined
        let reason = try commitChunks(batch, pause) { progress in
            if rule.isDue(after: progress), !context.mayOthersWrite { pause.request() }
        }
        guard let reason else { return try finishStep() }
        if let reason = context.stop.reason { return reason }
        guard pause.isRequested else { return reason }
        try deferIndexes(present, of: batch.key.table)
        let (pass, refused) = (checkpoint.batch?.pass, rowsQuarantined - before)
        if let reason = try commitChunks(batch) { return reason }
        // A further pass notes anew the rows that are refused again.
        if checkpoint.batch?.pass != pass { rowsQuarantined -= refused }
        return try finishStep()
    }

    /// Runs the batch's chunks; `pause` makes it stop at the next boundary.
    private mutating func commitChunks(
        _ batch: BatchPlan, _ pause: StopSignal? = nil,
        onChunk: (BatchProgress) -> Void = { _ in }
    ) throws -> StopReason? {
        var context = context
        context.stop.pause = pause
        return try commitChunks({ try $0.batchRunner(batch, context) }, onChunk: onChunk)
    }

    // MARK: Dropping

    private mutating func deferIndexes(_ indexes: [DeferrableIndex], of table: String) throws {
        guard !indexes.isEmpty else { return }
        let rowCount =
            try checkpoint.batch?.rowsTotal
            ?? context.read { db in
                try db.tableExists(table) ? SchemaGuard.count(db, table) : 0
            }
        let deferral = IndexDeferral(context: context)
        let need = deferral.need(indexes, rows: rowCount)
        guard context.settings.indexes == .rebuild || need.isEnough else { return }
        do {
            try need.refuse(
                "Building indexes again",
                hint: "Make room, or run with --indexes keep (settings.indexes = .keep).",
                version: plan.version)
        } catch let error as MigrationError {
            // Steps before it may have been committed.
            throw error.with(outcome: .failed)
        }
        var dropped: [DeferredIndex] = []
        try transaction { runner, db in
            dropped = try deferral.drop(indexes, rowCount: rowCount, db)
            runner.checkpoint.deferredIndexes += dropped
            try runner.saveOnOwnSchema(db)
        }
        guard !dropped.isEmpty else { return }
        let names = dropped.map(\.name)
        context.onProgress(.indexesDropped(progress(at: checkpoint.step), names: names))
        context.logger.map(RunLog.init)?.dropped(names, plan)
    }

    // MARK: Building

    /// Builds what the next step does not run without.
    ///
    /// - Returns: why it stopped before all were there; nil where they are.
    mutating func buildIndexes(for step: StepPlan?) throws -> StopReason? {
        guard context.settings.indexes != .keep else { return try buildIndexes() }
        switch step {
        case .batch(let batch):
            return try buildIndexes(except: Set(batch.deferrableIndexes.map(\.name)))
        case .restoreRows: return nil
        case .schema, nil: return try buildIndexes()
        }
    }

    /// Builds the indexes that are missing, each in a transaction of its own with the checkpoint. However much
    /// of its time a run has used up: the app is worse off without them.
    mutating func buildIndexes(except spared: Set<String> = []) throws -> StopReason? {
        for index in checkpoint.deferredIndexes where !spared.contains(index.name) {
            if let reason = context.stop.urgentReason { return reason }
            let (start, place) = (ContinuousClock.now, progress(at: checkpoint.step))
            do {
                try transaction { runner, db in
                    try IndexDeferral(context: runner.context).build(index, at: place, db)
                    runner.checkpoint.deferredIndexes.removeAll { $0 == index }
                    runner.checkpoint.activeSeconds += (ContinuousClock.now - start) / .seconds(1)
                    try runner.saveOnOwnSchema(db)
                }
            } catch let error as DatabaseError where error.isInterrupt {
                guard let reason = context.stop.urgentReason else { throw error }
                return reason
            }
            context.logger.map(RunLog.init)?.built(index.name, plan)
        }
        return nil
    }

    /// Saves the checkpoint behind a change of the schema that is the engine's own: where the batch's rows
    /// were safe from others' changes before it, they are so after it.
    private mutating func saveOnOwnSchema(_ db: Database) throws {
        if checkpoint.batch?.schemaVersion == schemaVersion {
            checkpoint.batch?.schemaVersion = try db.schemaVersion()
        }
        try save(db)
    }
}
