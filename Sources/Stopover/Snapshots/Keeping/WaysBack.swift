/// Which snapshots are the only way back of a migration.
enum WaysBack {
    /// By file name: those that the history names for an applied migration that can't be taken back without
    /// them, and those of the one that is half done.
    static func of(_ state: HistoryState, _ registry: MigrationRegistry) -> [String:
        MigrationVersion]
    {
        var ways: [String: MigrationVersion] = [:]
        for applied in state.applied {
            let isReversible = registry[applied.version]?.isReversible ?? (applied.down != nil)
            if let snapshot = applied.snapshot, !isReversible, ways[snapshot] == nil {
                ways[snapshot] = applied.version
            }
            if let rows = applied.rowSnapshot, needsRows(applied, registry) {
                ways[rows] = applied.version
            }
        }
        if let checkpoint = state.checkpoint {
            // Without the rows not even the way on is open, be it the first chunk's.
            let names = [
                checkpoint.isHalfDone ? checkpoint.snapshot : nil, checkpoint.rowSnapshot?.name,
            ]
            for name in names.compactMap(\.self) {
                ways[name] = ways[name] ?? checkpoint.version
            }
        }
        return ways
    }

    /// Its rollback puts the rows back; or there is none, and they are all that is left.
    private static func needsRows(
        _ applied: HistoryState.Applied, _ registry: MigrationRegistry
    ) -> Bool {
        guard let rollback = try? RollbackCandidate(applied).item(registry) else { return true }
        return rollback.rowSnapshot != nil
    }
}
