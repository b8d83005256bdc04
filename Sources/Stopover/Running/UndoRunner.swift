import GRDB

/// Puts a row snapshot back into the database: chunk by chunk, the newest first, each with its
/// checkpoint, as the batches came to be.
struct UndoRunner: ChunkedStep {
    private let context: RunContext
    private let snapshot: RowSnapshot
    private let policy: ConflictPolicy
    private let conflicts: ConflictTable
    private let undo: ChunkUndo
    private var commits: ChunkCommits
    private(set) var rowsChanged = 0
    let rowsQuarantined = 0

    var checkpoint: Checkpoint { commits.checkpoint }

    init(
        _ context: RunContext, _ snapshot: RowSnapshot, _ policy: ConflictPolicy,
        _ checkpoint: Checkpoint, schemaVersion: Int64
    ) throws {
        self.context = context
        self.snapshot = snapshot
        self.policy = policy
        try context.write { try $0.requireVisible(snapshot.tally.tables.keys) }
        conflicts = ConflictTable(
            table: context.store.tables.conflicts, version: checkpoint.version)
        undo = ChunkUndo(
            policy: policy,
            checksForeignKeys: try context.write { try $0.enforcesForeignKeys() },
            recurring: try snapshot.rowsMayRecur() ? conflicts : nil)
        commits = ChunkCommits(context, checkpoint, schemaVersion: schemaVersion)
    }

    mutating func run(onChunk: (BatchProgress) -> Void) throws -> StopReason? {
        if checkpoint.batch == nil { try begin() }
        while true {
            if let reason = context.stop.reason { return reason }
            guard let committed = try commitChunk() else { return nil }
            rowsChanged += committed.details.rowsPutBack
            commits.progress(chunkRows: committed.rows).map(onChunk)
            try commits.pause(after: committed.time, bytes: committed.bytes)
        }
    }

    private mutating func begin() throws {
        var checkpoint = checkpoint
        try commits.transaction { db in
            checkpoint.batch = BatchPosition(
                table: snapshot.name, keyColumns: [], isRepeatable: false,
                schemaVersion: commits.schemaVersion, rowsTotal: snapshot.rowCount)
            try context.store.save(db, checkpoint)
            try conflicts.clear(db)
        }
        commits.checkpoint = checkpoint
    }

    /// Puts the next chunk back; nil where none is left.
    private mutating func commitChunk() throws -> ChunkCommits.Committed<UndoResult>? {
        let (runner, checkpoint) = (self, checkpoint)
        let index = snapshot.chunkCount - 1 - (checkpoint.batch?.chunk ?? 0)
        guard index >= 0 else { return nil }
        // Read before the lock is taken.
        let changes = try snapshot.changes(ofChunk: index)
        return try commits.commit(around: Self.withoutSideEffects) { db, _ in
            try runner.putBack(changes, db, checkpoint)
        }
    }

    /// What the old values brought about when they were new is in the snapshot as well.
    private static func withoutSideEffects(
        _ db: Database, _ body: () throws -> Void
    ) throws {
        try db.withForeignKeys(.off) { try db.withoutTriggers(body) }
    }

    private func putBack(
        _ changes: ChunkChanges, _ db: Database, _ checkpoint: Checkpoint
    ) throws -> ChunkCommits.Chunk<UndoResult>? {
        guard var batch = checkpoint.batch else { return nil }
        failpoint(.beforeRollback)
        let result = try undo.undo(db, changes)
        failpoint(.afterRollback)
        if policy == .abort, let conflict = result.conflicts.first {
            throw MigrationError.conflictAfterAll(conflict)
        }
        try db.requireTransaction()
        try conflicts.move(db, result.moves)
        try conflicts.note(db, result.conflicts)
        batch.chunk += 1
        batch.rowsDone += changes.rowCount
        batch.rowsTotal = max(snapshot.rowCount, batch.rowsDone)
        batch.rowsChanged += result.rowsPutBack
        var next = checkpoint
        next.batch = batch
        next.rowsChanged += result.rowsPutBack
        try context.notifyObservers(db, of: Set(changes.groups.map(\.table)))
        return .init(checkpoint: next, rows: changes.rowCount, details: result)
    }
}

extension MigrationError {
    /// Somebody wrote between the look for conflicts and the chunk, or it is one that only writing finds.
    fileprivate static func conflictAfterAll(_ conflict: Conflict) -> Self {
        MigrationError(
            .conflict,
            "A value of \(conflict.table) can't be put back (\(conflict.kind.rawValue)), which was "
                + "not seen beforehand",
            hint: "What is put back stays so; go on with --conflicts report or overwrite.",
            outcome: .failed)
    }
}
