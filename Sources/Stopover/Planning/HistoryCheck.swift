/// Holds the history against the code and decides what a run does. It knows no database.
struct HistoryCheck: Sendable {
    let registry: MigrationRegistry
    let state: HistoryState
    var newerDatabase = NewerDatabase.refuse
    var acceptChanged: Set<MigrationVersion> = []

    /// What a run has to do, in order.
    struct Selection: Sendable {
        /// The half-done migration to go on with, which then is the first of `migrations`.
        var resumed: Checkpoint?
        var migrations: [RegisteredMigration] = []
    }

    /// What a run up to `target` does.
    ///
    /// - Throws: the first thing that is wrong, before anything changes.
    func selection(to target: MigrationVersion?) throws(MigrationError) -> Selection {
        if let target { try registry.require(target) }
        try refuseMissing()
        try refuseChanged()
        var selection = Selection()
        if let checkpoint = state.checkpoint {
            selection.resumed = try resumed(checkpoint, target)
        }
        let pending = registry.migrations.filter { migration in
            state.applied(migration.version) == nil
                && migration.version != selection.resumed?.version
        }
        try refuseOutOfOrder(pending)
        let wanted = pending.filter { migration in target.map { migration.version <= $0 } ?? true }
        let first = selection.resumed.flatMap { registry[$0.version] }.map { [$0] } ?? []
        selection.migrations = first + wanted
        return selection
    }

    // MARK: What is refused

    private func refuseMissing() throws(MigrationError) {
        let newest = registry.migrations.last?.version
        for applied in state.applied where registry[applied.version] == nil {
            let isNewer = newest.map { applied.version > $0 } ?? true
            if isNewer {
                if newerDatabase == .allow { continue }
                throw MigrationError(
                    .newerDatabase,
                    "\(applied.name) is applied, and this code knows nothing that new",
                    hint: "Run a release that has it, or go on with --allow-newer "
                        + "(newerDatabase: .allow in Swift).",
                    version: applied.version)
            }
            throw MigrationError(
                .missing, "\(applied.name) is applied, and the code no longer has it",
                hint: "Bring it back, or `rollback --to` the version before it.",
                version: applied.version)
        }
    }

    private func refuseChanged() throws(MigrationError) {
        for applied in state.applied {
            guard let migration = registry[applied.version], migration.isChanged(since: applied)
            else { continue }
            throw MigrationError(
                .changed, "\(applied.name) was changed after it was applied",
                hint: "Bring its text back and write a new migration, or roll it back first.",
                version: applied.version)
        }
    }

    private func refuseOutOfOrder(_ pending: [RegisteredMigration]) throws(MigrationError) {
        guard let newest = state.applied.last?.version else { return }
        for migration in pending
        where migration.version < newest && !state.everApplied.contains(migration.version) {
            throw MigrationError(
                .outOfOrder, "\(migration.name) is not applied, and the later \(newest) is",
                hint: "Give it a version above \(newest).", version: migration.version)
        }
    }

    /// The checkpoint to go on from; nil where it is of no consequence: nothing was committed.
    private func resumed(
        _ checkpoint: Checkpoint, _ target: MigrationVersion?
    ) throws(MigrationError) -> Checkpoint? {
        let version = checkpoint.version
        guard checkpoint.isHalfDone else { return nil }
        guard checkpoint.direction == .up else {
            throw MigrationError(
                .halfDone, "\(checkpoint.name) is half taken back",
                hint: "Run `rollback` to go on taking it back.", version: version)
        }
        guard let migration = registry[version] else {
            throw MigrationError(
                .halfDone, "\(checkpoint.name) is half done, and the code no longer has it",
                hint: "Bring it back, or take it back with `rollback`.", version: version)
        }
        if let target, version > target {
            // What is up to the target is done: an app that asks for that at its start gets it.
            let isReached = registry.migrations.allSatisfy {
                $0.version > target || state.applied($0.version) != nil
            }
            guard !isReached else { return nil }
            throw MigrationError(
                .halfDone, "\(checkpoint.name) is half done, and \(target) is before it",
                hint: "Run on to \(version), or take it back with `rollback`.", version: version)
        }
        guard checkpoint.checksum == migration.checksum || acceptChanged.contains(version) else {
            throw MigrationError(
                .halfDone, "\(checkpoint.name) was changed while it was half done",
                hint: "Take it back with `rollback`, or go on with the new code: "
                    + "`run --accept-changed \(version)`.",
                version: version)
        }
        guard checkpoint.fits(stepCount: migration.up.count) else {
            throw MigrationError(
                .halfDone,
                "\(checkpoint.name) stands in step \(checkpoint.step + 1), which it no longer has",
                hint: "Bring back the steps up to that one, or take it back with `rollback`.",
                version: version)
        }
        return checkpoint
    }
}

extension RegisteredMigration {
    /// A row without a checksum, which an earlier tool wrote, is not changed.
    func isChanged(since applied: HistoryState.Applied) -> Bool {
        applied.checksum.map { $0 != checksum } ?? false
    }
}

/// What a database that is newer than the code means.
public enum NewerDatabase: Sendable {
    /// It is refused.
    case refuse
    /// Applied migrations that the code does not know, above its highest, are let be.
    case allow
}
