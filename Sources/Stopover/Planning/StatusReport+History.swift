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
                migration, state, isLocked: lockHolder != nil,
                isGap: newest.map { migration.version < $0 } ?? false)
        }
        entries += state.applied.filter { !known.contains($0.version) }.map { applied in
            let isNewer = registry.migrations.allSatisfy { $0.version < applied.version }
            return MigrationStatus(
                unknown: applied, state, isAllowed: isNewer && newerDatabase == .allow)
        }
        // One that is gone from the code after it failed with nothing committed left no trace.
        if let checkpoint = state.checkpoint, checkpoint.isHalfDone,
            !known.contains(checkpoint.version),
            state.applied(checkpoint.version) == nil
        {
            entries.append(
                MigrationStatus(
                    checkpoint, state, name: checkpoint.name, description: "",
                    isReversible: checkpoint.down != nil, isLocked: lockHolder != nil))
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
        _ migration: RegisteredMigration, _ history: HistoryState, isLocked: Bool, isGap: Bool
    ) {
        let applied = history.applied(migration.version)
        if let checkpoint = history.checkpoint, checkpoint.version == migration.version,
            checkpoint.tellsSomething || isLocked
        {
            self.init(
                checkpoint, history, name: migration.name, description: migration.description,
                isReversible: migration.isReversible, isLocked: isLocked)
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
            state: state, appliedAt: applied?.appliedAt, isReversible: migration.isReversible,
            isGap: applied == nil && isGap, rowsDone: nil, rowsTotal: nil,
            rowsQuarantined: history.quarantined[migration.version] ?? 0,
            snapshot: applied?.snapshot)
    }

    fileprivate init(
        unknown applied: HistoryState.Applied, _ history: HistoryState, isAllowed: Bool
    ) {
        self.init(
            version: applied.version, name: applied.name, description: applied.description,
            state: isAllowed ? .applied : .missing, appliedAt: applied.appliedAt,
            isReversible: applied.down != nil,
            isGap: false, rowsDone: nil, rowsTotal: nil,
            rowsQuarantined: history.quarantined[applied.version] ?? 0,
            snapshot: applied.snapshot)
    }

    fileprivate init(
        _ checkpoint: Checkpoint, _ history: HistoryState, name: String, description: String,
        isReversible: Bool, isLocked: Bool
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
            appliedAt: history.applied(checkpoint.version)?.appliedAt, isReversible: isReversible,
            isGap: false, rowsDone: checkpoint.batch?.rowsDone,
            rowsTotal: checkpoint.batch?.rowsTotal,
            rowsQuarantined: history.quarantined[checkpoint.version] ?? 0,
            snapshot: checkpoint.snapshot,
            halfDoneDirection: checkpoint.isHalfDone ? checkpoint.direction : nil)
    }
}
