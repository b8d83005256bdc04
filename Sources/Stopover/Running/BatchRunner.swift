import GRDB

/// Runs one batch from its checkpoint to its end, chunk by chunk.
struct BatchRunner: ChunkedStep {
    private let context: RunContext
    private let plan: BatchPlan
    private let pager: Pager
    private let quarantine: Quarantine
    private let work: any ChunkWork
    /// Nil where a chunk can only be read in its own transaction.
    private let ahead: ReadAhead?
    /// Nil where no row snapshot is kept.
    private let preimages: PreimageKeeper?
    private var sizer: ChunkSizer
    private var commits: ChunkCommits
    /// Nil where the rows were counted already.
    private var counter: RowCounter?
    /// Rows changed and quarantined by this run.
    private(set) var rowsChanged = 0
    private(set) var rowsQuarantined = 0

    /// More passes than this would mean that others write faster than the batch follows.
    static let passLimit = 10

    var checkpoint: Checkpoint { commits.checkpoint }

    init(
        _ context: RunContext, _ plan: BatchPlan, _ checkpoint: Checkpoint, schemaVersion: Int64,
        preimages: PreimageKeeper? = nil
    ) throws {
        self.context = context
        self.plan = plan
        self.preimages = preimages
        try context.write { try $0.requireVisible(plan.writes.union([plan.key.table])) }
        pager = Pager(plan: plan)
        quarantine = Quarantine(
            table: context.store.tables.quarantine, version: checkpoint.version,
            step: checkpoint.step + 1)
        let limits = [plan.definition.chunkRowLimit, context.settings.chunkRowLimit]
        sizer = ChunkSizer(
            target: context.settings.chunkTime, rowLimit: limits.compactMap { $0 }.min(),
            byteLimit: min(ChunkSizer.byteLimit, context.settings.usedWALLimit / 4))
        // What a trigger of this connection alone does is seen when it is done.
        let keepsOld = try preimages != nil && context.write { try !$0.hasTemporaryTriggers() }
        work = try plan.makeWork(keepsOld: keepsOld)
        ahead = try context.openReader(for: plan).map {
            try ReadAhead(plan, $0, keepsOld: keepsOld)
        }
        commits = ChunkCommits(
            context, checkpoint, schemaVersion: schemaVersion,
            schemaMoved: plan.key.isBareRowID ? plan.key.movedRowIDs : SchemaMoved())
    }

    mutating func run(onChunk: (BatchProgress) -> Void) throws -> StopReason? {
        let memory =
            try plan.isIndependent ? context.write { try StatementJournalInMemory($0) } : nil
        // The journal of a chunk is as large as what it writes, and something is on top.
        let reserve = memory.map { _ in HeapReserve(sizeInBytes: sizer.byteLimit * 5 / 4) }
        defer {
            withExtendedLifetime(reserve) {}
            ahead?.finish()
            counter?.finish()
            try? context.write { db in
                work.finish(db)
                try memory?.end(db)
            }
        }
        try begin()
        while true {
            if let reason = context.stop.reason { return reason }
            if let committed = try commitChunk() {
                commits.progress(chunkRows: committed.rows).map(onChunk)
                if context.log?.hasRoom(for: committed.bytes * 2) == false { counter?.wait() }
                try commits.pause(after: committed.time, bytes: committed.bytes)
            } else if try !beginFurtherPass() {
                return nil
            }
        }
    }

    // MARK: Beginning and resuming

    private mutating func begin() throws {
        guard checkpoint.batch == nil else { return try resume() }
        var checkpoint = checkpoint
        let bound = checkpoint.undoes?[checkpoint.step]
        let rowsTotal = try bound?.rows ?? countRows()
        try commits.transaction { [self] db in
            checkpoint.batch = BatchPosition(
                table: plan.key.table, keyColumns: plan.key.columns,
                upper: try upper(db, bound), isRepeatable: plan.mayEndFilter && bound == nil,
                schemaVersion: commits.schemaVersion, rowsTotal: rowsTotal)
            try context.store.save(db, checkpoint)
        }
        commits.checkpoint = checkpoint
    }

    /// Counts the rows without the write lock: it takes longer than a chunk.
    ///
    /// - Returns: nil where that goes on beside the chunks.
    private mutating func countRows() throws -> Int? {
        if let rows = try read({ try $0.rowCount($1, upTo: RowCounter.least) }) { return rows }
        counter = context.openReader().map { RowCounter(pager, $0) }
        return try counter == nil ? read { try $0.rowCount($1) } : nil
    }

    /// The highest key that the batch goes up to; nil where there is nothing to do.
    private func upper(_ db: Database, _ bound: UndoBound?) throws -> [StoredValue]? {
        switch bound {
        case nil: try pager.highest(db)
        case .nothing: nil
        case .upTo(let key, _): key
        }
    }

    private mutating func resume() throws {
        guard let batch = checkpoint.batch else { return }
        guard FoldedName(batch.table) == FoldedName(plan.key.table),
            batch.keyColumns == plan.key.columns
        else {
            throw MigrationError(
                .halfDone,
                "Step \(checkpoint.step + 1) stands in a batch on \(batch.table) by "
                    + "\(batch.keyColumns.joined(separator: ", ")), and now pages \(plan.key.table) by "
                    + plan.key.columns.joined(separator: ", "),
                hint: "Keep table and key of a half-done batch, or take it back with `rollback`.")
        }
        guard !plan.key.isBareRowID || batch.schemaVersion == commits.schemaVersion else {
            throw plan.key.movedRowIDs
        }
        if batch.rowsTotal == nil {
            let rowsTotal = try countRows()
            commits.checkpoint.batch?.rowsTotal = rowsTotal
        }
        // With the code that goes on: changed code that was accepted is not asked about again.
        try commits.transaction { try context.store.save($0, checkpoint) }
    }

    // MARK: A chunk

    /// Changes and commits the next chunk; nil where the pass is at its end.
    private mutating func commitChunk() throws -> ChunkCommits.Committed<ChunkResult>? {
        let (runner, checkpoint) = (self, checkpoint)
        let taken = ahead?.take(after: checkpoint.batch?.last)
        if let taken { readAhead(behind: taken.reading.range.last) }
        let committed = try commits.commit { db, moves in
            let reading =
                try taken.flatMap { $0.moves == moves ? $0.reading : nil }
                ?? runner.read(db, checkpoint)
            return try reading.flatMap { try runner.change(db, checkpoint, $0) }
        }
        guard let committed else { return nil }
        if taken == nil { readAhead(behind: self.checkpoint.batch?.last) }
        rowsChanged += committed.details.rowsChanged
        rowsQuarantined += committed.details.refused.count
        sizer.record(
            rows: committed.rows, time: committed.time, bytes: committed.bytes,
            target: committed.othersWrite
                ? min(sizer.target, Courtesy.chunkTime) : sizer.target)
        return committed
    }

    private func readAhead(behind last: [StoredValue]?) {
        guard let ahead, let last, let upper = checkpoint.batch?.upper else { return }
        ahead.begin(
            NextChunk(previous: last, upper: upper, limit: sizer.rows), moves: commits.moves)
    }

    /// Reads the next chunk in its transaction; nil where the pass is at its end.
    private func read(_ db: Database, _ checkpoint: Checkpoint) throws -> ChunkReading? {
        guard let batch = checkpoint.batch, let upper = batch.upper else { return nil }
        return try work.read(
            db, NextChunk(previous: batch.last, upper: upper, limit: sizer.rows), pager)
    }

    /// The chunk's work, in its transaction.
    private func change(
        _ db: Database, _ checkpoint: Checkpoint, _ reading: ChunkReading
    ) throws -> ChunkCommits.Chunk<ChunkResult>? {
        guard let batch = checkpoint.batch else { return nil }
        let range = reading.range
        var next = checkpoint
        let result = try perform(db, reading, &next.rowSnapshot)
        // Before anything of ours is written: outside the transaction it would stand alone.
        try db.requireTransaction()
        try quarantine.note(db, result.refused, of: plan.key.table)
        next.batch = try advanced(db, batch, range, result)
        next.rowsChanged += result.rowsChanged
        try context.notifyObservers(db, of: plan.writes)
        return .init(checkpoint: next, rows: range.rows, details: result)
    }

    private func perform(
        _ db: Database, _ reading: ChunkReading, _ mark: inout RowSnapshotMark?
    ) throws -> ChunkResult {
        failpoint(.beforeWrite)
        defer { failpoint(.afterWrite) }
        guard let preimages, let before = mark else { return try work.write(db, reading) }
        let (result, after) = try preimages.keep(db, plan, reading, after: before) {
            try work.write(db, $0)
        }
        mark = after
        return result
    }

    private func advanced(
        _ db: Database, _ batch: BatchPosition, _ range: ChunkRange, _ result: ChunkResult
    ) throws -> BatchPosition {
        var next = batch
        next.chunk += 1
        next.last = range.last
        next.rowsDone += range.rows
        let rowsTotal = batch.rowsTotal ?? counter?.rowCount
        next.rowsTotal =
            rowsTotal.map { max($0, next.rowsDone) }
            ?? (range.last == batch.upper ? next.rowsDone : nil)
        next.rowsChanged += result.rowsChanged
        next.passRowsChanged += result.rowsChanged
        next.rowsQuarantined += result.refused.count
        try refuseTooMany(next)
        if next.isRepeatable {
            let refused = result.refused.count
            next.isRepeatable = try pager.matching(db, in: range, limit: refused + 1) <= refused
        }
        return next
    }

    private func refuseTooMany(_ batch: BatchPosition) throws {
        guard case .quarantine(let limit) = plan.definition.refusals, batch.rowsQuarantined > limit
        else { return }
        throw MigrationError(
            .rowRefused,
            "More than \(limit) rows of \(plan.key.table) were refused, which is the quarantine's limit",
            hint:
                "Look at them in \(context.store.tables.quarantine); mend them or the closure, or "
                + "raise the limit, then run again.",
            outcome: .failed)
    }

    // MARK: Passes

    /// Begins another pass where rows that others wrote behind the cursor still want the batch.
    private mutating func beginFurtherPass() throws -> Bool {
        guard var batch = checkpoint.batch, batch.isRepeatable, batch.pass < Self.passLimit,
            batch.pass == 1 || batch.passRowsChanged > 0
        else { return false }
        // Looked for without the write lock: where there is none, the whole table is read.
        let limit = batch.rowsQuarantined
        let rowCount: Int? = try read { pager, db in
            try pager.matching(db, limit: limit + 1) > limit ? pager.rowCount(db) : nil
        }
        guard let rowCount else { return false }
        var next = checkpoint
        try commits.transaction { [pager, context, quarantine] db in
            try quarantine.clear(db)
            batch.pass += 1
            batch.last = nil
            batch.upper = try pager.highest(db)
            batch.passRowsChanged = 0
            batch.rowsQuarantined = 0
            batch.rowsTotal = batch.rowsDone + rowCount
            next.batch = batch
            try context.store.save(db, next)
        }
        commits.checkpoint = next
        // The pass notes anew the rows that are refused again.
        rowsQuarantined = 0
        return true
    }

    /// Reads the table without the write lock, on the schema that the plan was made on.
    private func read<Result>(_ body: (Pager, Database) throws -> Result) throws -> Result {
        try context.read { db in
            try commits.requireSchema(db)
            return try body(pager, db)
        }
    }
}

extension BatchKey {
    fileprivate var movedRowIDs: MigrationError {
        MigrationError(
            .schemaMoved,
            "The schema changed while the batch on \(table) was half done: it pages by rowid, "
                + "which VACUUM renumbers",
            hint:
                "Take the migration back with `rollback`; a primary key in the table spares this.",
            outcome: .failed)
    }
}
