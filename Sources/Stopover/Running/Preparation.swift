import GRDB

/// What has to be there before a migration changes anything: its snapshots on the way up, and what they
/// kept on the way down.
struct Preparation {
    private(set) var context: RunContext
    private(set) var snapshots: RunSnapshots
    private let conflicts: ConflictPolicy
    /// By version: the row snapshots that go back.
    private let opened: [MigrationVersion: RowSnapshot]

    init(
        _ context: RunContext, _ conflicts: ConflictPolicy,
        _ opened: [MigrationVersion: RowSnapshot]
    ) {
        self.context = context
        self.conflicts = conflicts
        self.opened = opened
        snapshots = RunSnapshots(context)
    }

    /// Takes the database snapshot that is needed; the time that it takes is not counted as the run's.
    ///
    /// - Returns: the file name of the snapshot that covers the migration; nil of none.
    mutating func snapshot(
        _ migration: MigrationPlan, _ direction: Direction, runID: String
    ) throws -> String? {
        let begin = ContinuousClock.now
        defer { context.stop.deadline? += ContinuousClock.now - begin }
        guard direction == .down else { return try snapshots.before(migration, runID: runID) }
        try refuseConflicts(migration)
        return migration.snapshot
    }

    /// Begins the row snapshot that is needed, or hands out the one that goes back.
    func rows(
        _ migration: MigrationPlan, _ direction: Direction, runID: String
    ) throws -> RowSnapshotUse {
        switch direction {
        case .up: return try snapshots.recording(migration, runID: runID)
        case .down:
            guard let snapshot = opened[migration.version] else { return .none }
            try refuseTemporaryTriggers(migration.version)
            return .undo(snapshot, conflicts)
        }
    }

    /// Removes the row snapshot that was just begun, where the migration is not begun after all. What can't be
    /// removed is no harm: the next run does.
    func abandon(_ rows: RowSnapshotUse, _ migration: MigrationPlan) {
        guard case .record(let store, _) = rows, migration.halfDone == nil else { return }
        try? context.snapshots?.existing()?.remove(store.mark.name)
    }

    /// SQLite switches off all triggers but these
    /// (<https://sqlite.org/c3ref/c_dbconfig_defensive.html>, SQLITE_DBCONFIG_ENABLE_TRIGGER): what they did
    /// when the rows were changed is in the snapshot, and would be done again.
    private func refuseTemporaryTriggers(_ version: MigrationVersion) throws {
        guard try context.write({ try $0.hasTemporaryTriggers() }) else { return }
        throw MigrationError(
            .databaseUnusable,
            "The connection has temporary triggers, which would run when rows are put back",
            hint:
                "Drop them, or roll back through a connection of its own: Migrator(path:) or the command.",
            version: version)
    }

    /// Where nothing is to be changed if there is a conflict, it is looked for first. Behind steps that
    /// change the schema it can't be: there it shows chunk by chunk.
    private func refuseConflicts(_ migration: MigrationPlan) throws {
        guard conflicts == .abort, let snapshot = opened[migration.version],
            migration.operations.first?.restoresRows ?? false
        else { return }
        let count = try UndoLook(writer: context.writer, snapshot: snapshot)
            .forecast(.abort, passing: migration.chunksPutBack).conflictCount
        guard count > 0 else { return }
        throw MigrationError(
            .conflict,
            "\(count) value\(count == 1 ? "" : "s") of \(migration.name) can't go back: "
                + "changed again since, or in the way of others",
            hint:
                "`rollback --dry-run` counts them; --conflicts report keeps the newer values and lists "
                + "them, --conflicts overwrite gives them up.",
            version: migration.version)
    }
}
