extension SnapshotPolicy {
    /// What is taken before a migration on its way up, and kept while it runs: what stands already is not due.
    ///
    /// - Parameters:
    ///   - covering: the snapshot that an earlier attempt took, and that is still there.
    ///   - stands: one was taken by this run, or is due before an earlier migration of it.
    /// - Throws: ``MigrationError`` where what is asked for can't be had.
    func due(
        before migration: MigrationPlan, covering: String?, stands: Bool
    ) throws(MigrationError) -> SnapshotNeed {
        var need = try need(of: migration)
        let standsForAll = self == .database && stands
        if standsForAll || covering != nil { need.database = false }
        if let halfDone = migration.halfDone { need.rows = halfDone.rowSnapshot != nil }
        return need
    }

    /// - Throws: ``MigrationError`` where the policy asks by name for what a database in memory can't have.
    func refuseInMemory(_ migration: MigrationPlan) throws(MigrationError) {
        let need = try need(of: migration)
        guard self == .database ? need.database : self == .rows && need.rows else { return }
        throw MigrationError.snapshotInMemory(
            hint: "Run without: --snapshot none (settings.snapshot = .none).",
            version: migration.version)
    }
}

extension MigrationError {
    static func snapshotInMemory(hint: String, version: MigrationVersion? = nil) -> Self {
        MigrationError(
            .snapshotFailed, "A database in memory can't have a snapshot", hint: hint,
            version: version)
    }
}
