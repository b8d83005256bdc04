extension StatusReport {
    /// Derives every migration's state from the code and the history.
    init(
        registry: MigrationRegistry, state: HistoryState, newerDatabase: NewerDatabase = .refuse,
        lockHolder: String?
    ) {
        let known = Set(registry.migrations.map(\.version))
        let newest = state.applied.last?.version
        var entries = registry.migrations.map { migration in
            MigrationStatus(
                migration, state, registry, isLocked: lockHolder != nil,
                isGap: newest.map { migration.version < $0 } ?? false)
        }
        entries += state.applied.filter { !known.contains($0.version) }.map { applied in
            let isNewer = registry.migrations.allSatisfy { $0.version < applied.version }
            return MigrationStatus(
                unknown: applied, state, registry,
                isAllowed: isNewer && newerDatabase == .allow)
        }
        // One that is gone from the code after it failed with nothing committed left no trace.
        if let checkpoint = state.checkpoint, checkpoint.isHalfDone,
            !known.contains(checkpoint.version),
            state.applied(checkpoint.version) == nil
        {
            entries.append(
                MigrationStatus(
                    checkpoint, state, name: checkpoint.name, description: "",
                    registry, isLocked: lockHolder != nil))
        }
        migrations = entries.sorted { $0.version < $1.version }
        self.lockHolder = lockHolder
    }
}

extension Checkpoint {
    /// Something was committed, or failed; a run that only began left the migration as it was.
    fileprivate var tellsSomething: Bool { isHalfDone || failure != nil }
}

extension MigrationStatus {
    fileprivate init(
        _ migration: RegisteredMigration, _ history: HistoryState, _ registry: MigrationRegistry,
        isLocked: Bool, isGap: Bool
    ) {
        let applied = history.applied(migration.version)
        if let checkpoint = history.checkpoint, checkpoint.version == migration.version,
            checkpoint.tellsSomething || isLocked
        {
            self.init(
                checkpoint, history, name: migration.name, description: migration.description,
                registry, isLocked: isLocked)
            isHalfDoneChanged =
                checkpoint.isHalfDone && checkpoint.direction == .up
                && checkpoint.checksum != migration.checksum
            return
        }
        let state: State =
            switch applied {
            case nil: .pending
            case let applied? where migration.isChanged(since: applied): .changed
            default: .applied
            }
        self.init(
            version: migration.version, name: migration.name, description: migration.description,
            state: state, appliedAt: applied?.appliedAt,
            isReversible: applied.map { RollbackCandidate($0).isReversible(registry) }
                ?? (migration.isReversible || migration.up.isOfBatchesAlone),
            isGap: applied == nil && isGap, rowsDone: nil, rowsTotal: nil,
            rowsQuarantined: history.quarantined[migration.version] ?? 0,
            snapshot: applied?.snapshot, rowSnapshot: applied?.rowSnapshot)
    }

    fileprivate init(
        unknown applied: HistoryState.Applied, _ history: HistoryState,
        _ registry: MigrationRegistry, isAllowed: Bool
    ) {
        self.init(
            version: applied.version, name: applied.name, description: applied.description,
            state: isAllowed ? .applied : .missing, appliedAt: applied.appliedAt,
            isReversible: RollbackCandidate(applied).isReversible(registry),
            isGap: false, rowsDone: nil, rowsTotal: nil,
            rowsQuarantined: history.quarantined[applied.version] ?? 0,
            snapshot: applied.snapshot, rowSnapshot: applied.rowSnapshot)
    }

    fileprivate init(
        _ checkpoint: Checkpoint, _ history: HistoryState, name: String, description: String,
        _ registry: MigrationRegistry, isLocked: Bool
    ) {
        let state: State
        if isLocked {
            state = .running
        } else if let failure = checkpoint.failure {
            state = .failed(error: failure.error, at: failure.at)
        } else {
            state = .interrupted
        }
        self.init(
            version: checkpoint.version, name: name, description: description, state: state,
            appliedAt: history.applied(checkpoint.version)?.appliedAt,
            isReversible: RollbackCandidate(checkpoint, history).isReversible(registry),
            isGap: false, rowsDone: checkpoint.batch?.rowsDone,
            rowsTotal: checkpoint.batch?.rowsTotal,
            rowsQuarantined: history.quarantined[checkpoint.version] ?? 0,
            snapshot: checkpoint.snapshot, rowSnapshot: checkpoint.rowSnapshot?.name,
            halfDoneDirection: checkpoint.isHalfDone ? checkpoint.direction : nil,
            missingIndexes: checkpoint.deferredIndexes.map(\.name))
    }
}
