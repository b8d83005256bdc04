import Foundation
import GRDB

/// A step that commits chunk by chunk.
protocol ChunkedStep {
    var checkpoint: Checkpoint { get }
    /// By this run.
    var rowsChanged: Int { get }
    var rowsQuarantined: Int { get }

    /// Runs until the end of the step, or until something asks to stop.
    ///
    /// - Returns: why it stopped; nil at the end.
    mutating func run(onChunk: (BatchProgress) -> Void) throws -> StopReason?
}

/// Commits chunks one after the other, each in one transaction with its checkpoint: what a batch and the
/// taking back of one have in common.
struct ChunkCommits {
    private let context: RunContext
    /// The schema that the plan was made on: each chunk compares.
    let schemaVersion: Int64
    /// What is thrown where it is another in the middle; before the first chunk a new plan will do.
    private let schemaMoved: any Error
    var checkpoint: Checkpoint
    private var contention = Contention()
    private var rate = RateEstimator()
    /// Up to when the time at work is counted: gaps and commits between the chunks belong to it.
    private var counted = ContinuousClock.now
    private var lastCommit = ContinuousClock.now

    init(
        _ context: RunContext, _ checkpoint: Checkpoint, schemaVersion: Int64,
        schemaMoved: any Error = SchemaMoved()
    ) {
        self.context = context
        self.checkpoint = checkpoint
        self.schemaVersion = schemaVersion
        self.schemaMoved = schemaMoved
    }

    /// What a chunk's transaction made of the checkpoint.
    struct Chunk<Details> {
        /// Where it stands behind the chunk.
        var checkpoint: Checkpoint
        /// Rows passed by.
        var rows: Int
        var details: Details
    }

    /// A chunk that is committed.
    struct Committed<Details> {
        let rows: Int
        let details: Details
        /// How long it held the write lock, and what it wrote.
        let time: Duration
        let bytes: Int
        /// Others write too: chunks are to be short.
        let othersWrite: Bool
    }

    /// How often others were seen to write.
    var moves: Int { contention.moves }

    /// Whether the connection sees the schema that the plan was made on.
    func requireSchema(_ db: Database) throws {
        guard try db.schemaVersion() == schemaVersion else {
            throw checkpoint.batch == nil ? SchemaMoved() : schemaMoved
        }
    }

    /// Changes the database outside a chunk, while the checkpoint is still this run's.
    func transaction<Result>(_ body: (Database) throws -> Result) throws -> Result {
        try context.transaction { db in
            try requireOwn(db)
            return try body(db)
        }
    }

    private func requireOwn(_ db: Database) throws {
        try requireSchema(db)
        guard try context.store.isCurrent(db, checkpoint) else { throw StepFailure.fenced }
    }

    /// Changes and commits the next chunk.
    ///
    /// - Parameters:
    ///   - around: what is set on the connection while the transaction runs.
    ///   - change: does the work, and is told how often others were seen to write by now; nil where nothing is
    ///     left. It may be called again where the database was busy, and what it did is rolled back then.
    mutating func commit<Details>(
        around: (Database, () throws -> Void) throws -> Void = { try $1() },
        _ change: @escaping (Database, _ moves: Int) throws -> Chunk<Details>?
    ) throws -> Committed<Details>? {
        var contention = contention
        var next = self
        let courtesy = context.courtesy
        func noteBusy() { courtesy.noteWrite(at: .now) }
        let committed = try context.write(onBusy: noteBusy) { db in
            next = self
            // From when the lock is held: the wait for it is not the chunk's.
            var held = ContinuousClock.now
            _ = try db.takeBytesWritten()
            var chunk: Chunk<Details>?
            try around(db) {
                chunk = try db.immediate { db in
                    held = .now
                    // In the transaction: what is seen here holds to its end.
                    if contention.observe(try Self.marks(db)) { courtesy.noteWrite(at: held) }
                    try requireOwn(db)
                    let chunk = try next.advance(db, try change(db, contention.moves))
                    // Before COMMIT, behind which others may write at once.
                    contention.leave(try Self.marks(db))
                    return chunk
                }
            }
            guard let chunk else { return Committed<Details>?.none }
            return Committed(
                rows: chunk.rows, details: chunk.details, time: .now - held,
                bytes: try db.takeBytesWritten(), othersWrite: courtesy.othersWrite(at: .now))
        }
        self = next
        self.contention = contention
        let now = ContinuousClock.now
        if let committed {
            rate.record(rows: committed.rows, time: now - lastCommit)
            context.log?.grew(by: committed.bytes)
        }
        lastCommit = now
        return committed
    }

    private mutating func advance<Details>(
        _ db: Database, _ chunk: Chunk<Details>?
    ) throws -> Chunk<Details>? {
        guard let chunk else { return nil }
        // Before the checkpoint is written: outside the transaction it would stand alone.
        try db.requireTransaction()
        let before = checkpoint.batch?.chunk ?? 0
        checkpoint = chunk.checkpoint
        checkpoint.failure = nil
        let now = ContinuousClock.now
        checkpoint.activeSeconds += (now - counted) / .seconds(1)
        counted = now
        guard try context.store.advance(db, checkpoint, from: before) else {
            throw StepFailure.fenced
        }
        return chunk
    }

    /// Readers that are done sooner are not worth a word.
    private static let silentWait: Duration = .seconds(1)

    private static func marks(_ db: Database) throws -> Contention.Marks {
        Contention.Marks(dataVersion: try db.dataVersion(), totalChanges: db.totalChanges)
    }

    /// Lets others at the database, and waits until the write-ahead log has room for the next chunk.
    ///
    /// - Parameter bytes: what the last chunk wrote.
    func pause(after chunk: Duration, bytes: Int) throws {
        let committed = ContinuousClock.now
        defer { context.courtesy.noteGap(from: committed, to: .now) }
        Thread.sleep(forTimeInterval: context.gap(after: chunk) / .seconds(1))
        let start = ContinuousClock.now
        var isTold = false
        // The next one may be twice as large.
        try context.log?.makeRoom(for: bytes * 2) { size in
            if !isTold, ContinuousClock.now - start > Self.silentWait {
                context.onProgress(.waitingForReader(walSizeInBytes: size))
                isTold = true
            }
            return context.stop.reason == nil
        }
    }

    func progress(chunkRows: Int) -> BatchProgress? {
        guard let batch = checkpoint.batch else { return nil }
        return BatchProgress(
            rowsDone: batch.rowsDone, rowsTotal: batch.rowsTotal, rowsChanged: batch.rowsChanged,
            rowsQuarantined: batch.rowsQuarantined, rowsPerSecond: rate.rowsPerSecond,
            timeLeft: batch.rowsTotal.flatMap { rate.timeLeft(rows: $0 - batch.rowsDone) },
            chunkRows: chunkRows,
            walSizeInBytes: context.stop.volume.map { FileSystem.size($0 + "-wal") } ?? 0)
    }
}

extension RunContext {
    /// Tells the app's observations of tables, whose statements, stepped through C, they don't see.
    func notifyObservers(_ db: Database, of tables: some Collection<String>) throws {
        for table in tables {
            // GRDB's own `Table` would not bear a quote in the name.
            let statement = try db.cachedStatement(sql: "SELECT * FROM \(quoted(table))")
            try db.notifyChanges(in: statement.databaseRegion)
        }
    }
}
