import Foundation
import GRDB
import Logging

/// What all parts of one run share.
struct RunContext: Sendable {
    let writer: any DatabaseWriter
    let store: HistoryStore
    var settings: RunSettings
    var stop: StopConditions
    let logger: Logger?
    let onProgress: @Sendable (ProgressEvent) -> Void
    /// The database's real path and where its snapshots are kept; nil in memory.
    var database: String?
    var snapshots: SnapshotDirectory?
    /// When somebody wrote to the database last before the run; nil where its files don't say.
    var lastWriteBefore: Date?
    /// Nil without a write-ahead log.
    var log: WriteAheadLog?

    /// Lets others at the database between the chunks.
    var courtesy = Courtesy()

    private static let justNow: Duration = .seconds(1)

    /// Somebody wrote within the last second, as far as is seen here and by the files' times before the run.
    var mayOthersWrite: Bool {
        let age = lastWriteBefore.map { Duration.seconds(-$0.timeIntervalSinceNow) }
        return courtesy.othersWrote(within: Self.justNow, at: .now)
            || age.map { (.zero..<Self.justNow).contains($0) } ?? false
    }

    /// How long to leave the database alone after a chunk that took so long.
    func gap(after chunk: Duration) -> Duration {
        // One in memory is nobody else's.
        guard database != nil else { return .zero }
        return courtesy.gap(
            after: chunk, mayOthersWrite: mayOthersWrite, at: .now, coin: .random())
    }

    /// What takes the database's snapshots; nil in memory.
    var snapshotTaker: SnapshotTaker? {
        guard let database, let snapshots else { return nil }
        return SnapshotTaker(database: database, directory: snapshots, store: store, watch: watch)
    }

    /// A time budget ends no snapshot: the next run would begin it anew.
    var watch: SnapshotWatch {
        SnapshotWatch(
            isStopping: { stop.urgentReason != nil }, onProgress: { onProgress(.snapshot($0)) })
    }

    /// How long a busy database is tried again before the run gives up.
    static let busyLimit: Duration = .seconds(30)
    private static let busyPause: Duration = .milliseconds(5)

    /// Runs `body` on the writer's connection, outside a transaction, and again while another
    /// connection has the database locked: GRDB's default is to fail at once. `body` leaves nothing
    /// behind when it throws.
    func write<Result>(
        onBusy: () -> Void = {}, _ body: (Database) throws -> Result
    ) throws -> Result {
        try untilNotBusy(onBusy) { try writer.writeWithoutTransaction(body) }
    }

    /// Reads what was committed last, without the write lock, and in a pool beside the app's writes:
    /// for what takes longer than a chunk.
    func read<Result>(_ body: (Database) throws -> Result) throws -> Result {
        try untilNotBusy { try writer.readWhole(body) }
    }

    /// A connection that reads beside the writer; nil where that is not possible.
    func openReader() -> DatabaseQueue? {
        // In rollback-journal mode a reader is in the writer's way.
        guard log != nil, let database else { return nil }
        return try? SourceConnection.open(database, like: writer.configuration)
    }

    /// One that reads a batch's chunks ahead.
    func openReader(for plan: BatchPlan) throws -> DatabaseQueue? {
        guard plan.isIndependent else { return nil }
        let (hasTriggers, functions) = try write { db in
            (try db.hasTemporaryTriggers(), try db.sqlFunctions(named: plan.functions))
        }
        guard !hasTriggers, let reader = openReader() else { return nil }
        // What the app gave one connection alone, such as a LIKE of its own, the reader doesn't know.
        let isKnown =
            (try? reader.readWhole { try $0.sqlFunctions(named: plan.functions) }) == functions
        return isKnown ? reader : nil
    }

    private func untilNotBusy<Result>(
        _ onBusy: () -> Void = {}, _ body: () throws -> Result
    ) throws -> Result {
        let start = ContinuousClock.now
        while true {
            do {
                return try body()
            } catch let error as DatabaseError where error.isBusy {
                onBusy()
                guard ContinuousClock.now - start < Self.busyLimit, stop.reason == nil else {
                    throw MigrationError.busy
                }
                Thread.sleep(forTimeInterval: Self.busyPause / .seconds(1))
            }
        }
    }

    /// As `write`, in a transaction that has the write lock from its first statement on.
    func transaction<Result>(_ body: (Database) throws -> Result) throws -> Result {
        try write { try $0.immediate(body) }
    }
}

extension Database {
    /// A transaction that takes the write lock at its start.
    ///
    /// - Throws: `transactionLost` where something in `body` ended it: RAISE(ROLLBACK), a full disk
    ///   and I/O errors do, and what follows would commit statement by statement
    ///   (<https://sqlite.org/lang_transaction.html>, section 3); so would a COMMIT of its own.
    func immediate<Result>(_ body: (Database) throws -> Result) throws -> Result {
        let commits = CommitGuard()
        add(transactionObserver: commits)
        defer { remove(transactionObserver: commits) }
        let reserve = try MemoryReserve()
        var result: Result?
        failpoint(.beforeBegin)
        do {
            try inTransaction(.immediate) {
                failpoint(.afterBegin)
                result = try body(self)
                try requireTransaction()
                commits.areAllowed = true
                failpoint(.beforeCommit)
                return .commit
            }
        } catch {
            reserve.release()
            if !isAutocommit { try? rollback() }
            throw error
        }
        failpoint(.afterCommit)
        guard let result else { throw Self.transactionLost }
        return result
    }
}

/// Keeps the engine's transaction whole: a COMMIT of a user's closure would part a chunk from its
/// checkpoint. Refused, it rolls back.
private final class CommitGuard: TransactionObserver {
    var areAllowed = false

    func observes(eventsOfKind eventKind: DatabaseEventKind) -> Bool { false }
    func databaseDidChange(with event: DatabaseEvent) {}
    func databaseDidCommit(_ db: Database) {}
    func databaseDidRollback(_ db: Database) {}

    func databaseWillCommit() throws {
        if !areAllowed { throw Database.transactionLost }
    }
}

/// Somebody changed the schema since the plan was made: it is made again.
struct SchemaMoved: Error {}
