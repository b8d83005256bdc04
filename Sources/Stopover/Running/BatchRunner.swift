import Foundation
import GRDB

/// Runs one batch from its checkpoint to its end, chunk by chunk.
struct BatchRunner {
    private let context: RunContext
    private let plan: BatchPlan
    private let pager: Pager
    private let quarantine: Quarantine
    private var work: any ChunkWork
    private var sizer: ChunkSizer
    private var contention = Contention()
    private var rate = RateEstimator()
    /// Up to when the time at work is counted: gaps and commits between the chunks belong to it.
    private var counted = ContinuousClock.now
    private var lastCommit = ContinuousClock.now
    /// The schema that the plan was made on: each chunk compares.
    private let schemaVersion: Int64
    private(set) var checkpoint: Checkpoint
    /// Rows changed and quarantined by this run.
    private(set) var rowsChanged = 0
    private(set) var rowsQuarantined = 0

    /// More passes than this would mean that others write faster than the batch follows.
    static let passLimit = 10

    init(
        _ context: RunContext, _ plan: BatchPlan, _ checkpoint: Checkpoint, schemaVersion: Int64
    ) throws {
        self.context = context
        self.plan = plan
        self.checkpoint = checkpoint
        self.schemaVersion = schemaVersion
        pager = Pager(plan: plan)
        quarantine = Quarantine(
            table: context.store.tables.quarantine, version: checkpoint.version,
            step: checkpoint.step + 1)
        let limits = [plan.definition.chunkRowLimit, context.settings.chunkRowLimit]
        sizer = ChunkSizer(
            target: context.settings.chunkTime, rowLimit: limits.compactMap { $0 }.min())
        work = try plan.makeWork()
    }

    /// Runs until the end of the batch, or until something asks to stop.
    ///
    /// - Returns: why it stopped; nil at the end.
    mutating func run(
        onChunk: (BatchProgress) -> Void
    ) throws -> StopReason? {
        try begin()
        while true {
            if let reason = context.stop.reason { return reason }
            if let (progress, time) = try commitChunk() {
                onChunk(progress)
                pause(after: time)
            } else if try !beginFurtherPass() {
                return nil
            }
        }
    }

    // MARK: Beginning and resuming

    private mutating func begin() throws {
        guard checkpoint.batch == nil else { return try resume() }
        let bound = checkpoint.undoes?[checkpoint.step]
        // Counted without the write lock: it takes longer than a chunk.
        let rowsTotal = try bound?.rows ?? read { try $0.rowCount($1) }
        var checkpoint = checkpoint
        try context.transaction { [self] db in
            guard try db.schemaVersion() == schemaVersion else { throw SchemaMoved() }
            guard try context.store.isCurrent(db, checkpoint) else { throw StepFailure.fenced }
            checkpoint.batch = BatchPosition(
                table: plan.key.table, keyColumns: plan.key.columns,
                upper: try upper(db, bound), isRepeatable: plan.mayEndFilter && bound == nil,
                schemaVersion: schemaVersion, rowsTotal: rowsTotal)
            try context.store.save(db, checkpoint)
        }
        self.checkpoint = checkpoint
    }

    /// The highest key that the batch goes up to; nil where there is nothing to do.
    private func upper(_ db: Database, _ bound: UndoBound?) throws -> [StoredValue]? {
        switch bound {
        case nil: try pager.highest(db)
        case .nothing: nil
        case .upTo(let key, _): key
        }
    }

    private func resume() throws {
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
        guard !plan.key.isBareRowID || batch.schemaVersion == schemaVersion else {
            throw movedRowIDs
        }
        // With the code that goes on: changed code that was accepted is not asked about again.
        try context.transaction { db in
            guard try context.store.isCurrent(db, checkpoint) else { throw StepFailure.fenced }
            try context.store.save(db, checkpoint)
        }
    }

    private var movedRowIDs: MigrationError {
        MigrationError(
            .schemaMoved,
            "The schema changed while the batch on \(plan.key.table) was half done: it pages by rowid, "
                + "which VACUUM renumbers",
            hint:
                "Take the migration back with `rollback`; a primary key in the table spares this.",
            outcome: .failed)
    }

    // MARK: A chunk

    /// Changes and commits the next chunk; nil where the pass is at its end.
    private mutating func commitChunk() throws -> (BatchProgress, Duration)? {
        // Kept apart from self, so that what a rolled-back chunk thought is forgotten.
        var attempt = self
        var contention = contention
        let measured = try context.write(
            onBusy: { contention.noteBusy(at: .now) },
            { db in
                attempt = self
                contention.observe(try Self.marks(db), at: .now)
                // From when the lock is held: the wait for it is not the chunk's.
                var held = ContinuousClock.now
                _ = try db.takeBytesWritten()
                let range = try db.immediate { db in
                    held = .now
                    return try attempt.changeChunk(db)
                }
                guard let range else { return Measured?.none }
                contention.leave(try Self.marks(db))
                return Measured(
                    rows: range.rows, time: ContinuousClock.now - held,
                    bytes: try db.takeBytesWritten())
            })
        self = attempt
        self.contention = contention
        guard let measured else { return nil }
        let isQuiet = !contention.othersWrite(at: .now)
        sizer.record(
            rows: measured.rows, time: measured.time, bytes: measured.bytes,
            target: isQuiet ? sizer.target : min(sizer.target, Contention.chunkTime))
        let now = ContinuousClock.now
        rate.record(rows: measured.rows, time: now - lastCommit)
        lastCommit = now
        return progress(chunkRows: measured.rows).map { ($0, measured.time) }
    }

    private struct Measured {
        let rows: Int
        let time: Duration
        let bytes: Int
    }

    private static func marks(_ db: Database) throws -> Contention.Marks {
        Contention.Marks(dataVersion: try db.dataVersion(), totalChanges: db.totalChanges)
    }

    /// The chunk's transaction, from its first read to its checkpoint.
    private mutating func changeChunk(_ db: Database) throws -> ChunkRange? {
        guard try db.schemaVersion() == schemaVersion else {
            throw plan.key.isBareRowID ? movedRowIDs as any Error : SchemaMoved()
        }
        guard try context.store.isCurrent(db, checkpoint) else { throw StepFailure.fenced }
        guard let batch = checkpoint.batch, let upper = batch.upper,
            let range = try pager.range(db, after: batch.last, upTo: upper, limit: sizer.rows)
        else { return nil }
        let result = try work.perform(db, range)
        // Before the checkpoint is written: outside the transaction it would stand alone.
        try db.requireTransaction()
        try quarantine.note(db, result.refused, of: plan.key.table)
        try advance(db, batch, range, result)
        try notifyObservers(db)
        return range
    }

    /// Tells the app's observations, which don't see statements that are stepped through C.
    private func notifyObservers(_ db: Database) throws {
        for table in plan.writes {
            // GRDB's own `Table` would not bear a quote in the name.
            let statement = try db.cachedStatement(sql: "SELECT * FROM \(quoted(table))")
            try db.notifyChanges(in: statement.databaseRegion)
        }
    }

    private mutating func advance(
        _ db: Database, _ batch: BatchPosition, _ range: ChunkRange, _ result: ChunkResult
    ) throws {
        var next = batch
        next.chunk += 1
        next.last = range.last
        next.rowsDone += range.rows
        next.rowsTotal = max(next.rowsTotal, next.rowsDone)
        next.rowsChanged += result.rowsChanged
        next.passRowsChanged += result.rowsChanged
        next.rowsQuarantined += result.refused.count
        try refuseTooMany(next)
        if next.isRepeatable {
            let refused = result.refused.count
            next.isRepeatable = try pager.matching(db, in: range, limit: refused + 1) <= refused
        }
        checkpoint.batch = next
        checkpoint.failure = nil
        checkpoint.rowsChanged += result.rowsChanged
        let now = ContinuousClock.now
        checkpoint.activeSeconds += (now - counted) / .seconds(1)
        counted = now
        guard try context.store.advance(db, checkpoint, from: batch.chunk) else {
            throw StepFailure.fenced
        }
        rowsChanged += result.rowsChanged
        rowsQuarantined += result.refused.count
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
        next = try context.transaction { [pager, context, quarantine, schemaVersion] db in
            guard try db.schemaVersion() == schemaVersion else { throw SchemaMoved() }
            guard try context.store.isCurrent(db, next) else { throw StepFailure.fenced }
            try quarantine.clear(db)
            batch.pass += 1
            batch.last = nil
            batch.upper = try pager.highest(db)
            batch.passRowsChanged = 0
            batch.rowsQuarantined = 0
            batch.rowsTotal = batch.rowsDone + rowCount
            next.batch = batch
            try context.store.save(db, next)
            return next
        }
        checkpoint = next
        // The pass notes anew the rows that are refused again.
        rowsQuarantined = 0
        return true
    }

    /// Reads the table without the write lock, on the schema that the plan was made on.
    private func read<Result>(_ body: (Pager, Database) throws -> Result) throws -> Result {
        try context.read { db in
            guard try db.schemaVersion() == schemaVersion else { throw SchemaMoved() }
            return try body(pager, db)
        }
    }

    // MARK: Between chunks

    /// Lets others at the database.
    private func pause(after chunk: Duration) {
        Thread.sleep(forTimeInterval: contention.gap(after: chunk, at: .now) / .seconds(1))
    }

    private func progress(chunkRows: Int) -> BatchProgress? {
        guard let batch = checkpoint.batch else { return nil }
        return BatchProgress(
            rowsDone: batch.rowsDone, rowsTotal: batch.rowsTotal, rowsChanged: batch.rowsChanged,
            rowsQuarantined: batch.rowsQuarantined, rowsPerSecond: rate.rowsPerSecond,
            timeLeft: rate.timeLeft(rows: batch.rowsTotal - batch.rowsDone), chunkRows: chunkRows,
            walSizeInBytes: context.stop.volume.map { FileSystem.size($0 + "-wal") } ?? 0)
    }
}
