/// The snapshots of the database, and of rows that migrations changed.
extension Migrator {
    /// The database's snapshots: to list, verify, and extract to new files.
    ///
    /// - Throws: ``MigrationError`` for a database in memory, which has none.
    public func snapshots() throws -> Snapshots {
        guard let path = try read(\.mainFilePath) else {
            throw MigrationError.snapshotInMemory(hint: "Snapshots are of files.")
        }
        return Snapshots(ofDatabase: path, directory: snapshotDirectory)
    }

    /// Takes a snapshot of the database as it is now. In WAL mode readers and writers go on meanwhile;
    /// in rollback-journal mode writers wait.
    ///
    /// - Returns: the snapshot, which is durable.
    /// - Throws: ``MigrationError``; nothing is left of it then, nor after a crash, but a file that no
    ///   list shows and the next snapshot removes.
    @discardableResult
    public func createSnapshot(
        stop: StopSignal = StopSignal(),
        onProgress: @escaping @Sendable (ProgressEvent) -> Void = { _ in }
    ) throws -> Snapshot {
        _ = try snapshots()
        return try locked("snapshot", stop, onProgress) { context in
            guard let taker = context.snapshotTaker else { throw MigrationError.busy }
            return try taker.takeChecked(.init(purpose: .manual))
        }
    }

    /// Puts a snapshot back into the live database, its history too: checks the snapshot whole, takes
    /// a snapshot of the database as it is, copies all pages in one transaction, and compares.
    ///
    /// Others that have the database open go on with all of the old or all of the new database. After a
    /// crash it is all old or all new. In rollback-journal mode readers are waited for, up to 30 seconds.
    ///
    /// - Parameters:
    ///   - snapshot: a file name in the snapshot directory, or a path.
    ///   - safetySnapshot: false does without the snapshot of what is there now.
    /// - Throws: ``MigrationError``: `snapshot-damaged`, `snapshot-missing`, `restore-refused`,
    ///   `disk-full`, `locked`, `busy` or `stopped`, with the database as it was; `restore-mismatch`.
    @discardableResult
    public func restore(
        _ snapshot: String, safetySnapshot: Bool = true, stop: StopSignal = StopSignal(),
        onProgress: @escaping @Sendable (ProgressEvent) -> Void = { _ in }
    ) throws -> RestoreReport {
        let snapshots = try snapshots()
        return try locked("restore", stop, onProgress) { context in
            guard let database = context.database else { throw MigrationError.busy }
            return try RestoreRun(context: context, snapshots: snapshots, database: database)
                .restore(snapshot, withSafetySnapshot: safetySnapshot)
        }
    }

    /// Removes old snapshots: those that every rule given says may go.
    ///
    /// - Parameters:
    ///   - keep: so many of the newest of each kind stay.
    ///   - age: younger ones stay.
    ///   - force: also those that are the only way back of a migration: an applied one without `down`
    ///     steps of its own, or one that is half done.
    ///   - dryRun: removes nothing.
    @discardableResult
    public func pruneSnapshots(
        keep: Int? = nil, olderThan age: Duration? = nil, force: Bool = false, dryRun: Bool = false
    ) throws -> PruneReport {
        let snapshots = try snapshots()
        return try locked("prune", StopSignal(), Self.silent) { context in
            try Pruning(context: context, registry: registry, snapshots: snapshots)
                .prune(keep: keep, olderThan: age, force: force, dryRun: dryRun)
        }
    }
}
