/// Which snapshots are the only way back of a migration.
enum WaysBack {
    /// By file name: those that the history names for an applied migration without `down` steps, and
    /// that of the one that is half done.
    static func of(_ state: HistoryState, _ registry: MigrationRegistry) -> [String:
        MigrationVersion]
    {
        var ways: [String: MigrationVersion] = [:]
        for applied in state.applied {
            guard let snapshot = applied.snapshot, ways[snapshot] == nil else { continue }
            let isReversible = registry[applied.version]?.isReversible ?? (applied.down != nil)
            if !isReversible { ways[snapshot] = applied.version }
        }
        if let checkpoint = state.checkpoint, checkpoint.isHalfDone,
            let snapshot = checkpoint.snapshot
        {
            ways[snapshot] = ways[snapshot] ?? checkpoint.version
        }
        return ways
    }
}
