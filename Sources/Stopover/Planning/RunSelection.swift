/// Which migrations a command carries out, worked out from the code and the history.
struct RunSelection: Sendable {
    let registry: MigrationRegistry
    let newerDatabase: NewerDatabase
    let acceptChanged: Set<MigrationVersion>

    /// What is pending up to `target`, the half-done one first.
    func up(to target: MigrationVersion?, _ state: HistoryState) throws -> [MigrationPlan] {
        let check = HistoryCheck(
            registry: registry, state: state, newerDatabase: newerDatabase,
            acceptChanged: acceptChanged)
        let selection = try check.selection(to: target)
        return selection.migrations.map { MigrationPlan($0, checkpoint: selection.resumed) }
    }

    /// What is to be taken back, newest first.
    func down(_ extent: RollbackExtent, _ state: HistoryState) throws -> [MigrationPlan] {
        try RollbackSelection(extent, registry: registry, state: state).items.map { item in
            MigrationPlan(item, registry)
        }
    }
}

extension MigrationPlan {
    init(_ migration: RegisteredMigration, checkpoint: Checkpoint?) {
        let own = checkpoint?.version == migration.version ? checkpoint : nil
        self.init(
            version: migration.version, name: migration.name,
            description: migration.description, registered: migration, operations: migration.up,
            foreignKeys: migration.foreignKeys, checkpoint: own,
            deferredIndexes: own?.deferredIndexes ?? [])
    }

    fileprivate init(_ item: RollbackSelection.Item, _ registry: MigrationRegistry) {
        self.init(
            version: item.version, name: item.name, description: item.description,
            registered: registry[item.version], operations: item.operations,
            foreignKeys: item.foreignKeys,
            checkpoint: item.checkpoint?.direction == .down ? item.checkpoint : nil,
            storedDown: item.stored, checksum: item.checksum, undoes: item.undoes,
            snapshot: item.snapshot, rowSnapshot: item.rowSnapshot,
            deferredIndexes: item.checkpoint?.deferredIndexes ?? [])
    }

    func resumed(at checkpoint: Checkpoint) -> Self {
        MigrationPlan(
            version: version, name: name, description: description, registered: registered,
            operations: operations, foreignKeys: foreignKeys, checkpoint: checkpoint,
            storedDown: storedDown, checksum: checksum, undoes: undoes, snapshot: snapshot,
            rowSnapshot: rowSnapshot, deferredIndexes: checkpoint.deferredIndexes)
    }
}
