import Dispatch
import Foundation
import GRDB

/// Keeps the write-ahead log small during a run: connections of its own move pages to the database beside the
/// writer, which waits only where the log would pass its limit. It also has the disk take what the writer
/// adds while that is still at work, so that its COMMIT waits for little.
///
/// It is `@unchecked` because `mover` is used on `queue` alone, and what is counted under `lock`.
final class WriteAheadLog: @unchecked Sendable {
    private let mover: LogMover
    private let queue = DispatchQueue(label: "stopover.write-ahead-log")
    private let syncing: any DispatchSourceTimer
    private let limitInBytes: Int
    private let bytesPerPage: Int
    private let lock = NSLock()
    private var isAsked = false
    /// In the log, as far as is known.
    private var sizeInBytes: Int

    private static let pause: Duration = .milliseconds(2)
    /// Shorter ones only compete with the writer.
    private static let syncInterval: DispatchTimeInterval = .milliseconds(10)
    /// In front of each page (<https://sqlite.org/fileformat2.html>, section 4.1).
    private static let frameHeadInBytes = 24

    /// Runs `body` with a context that has a log to keep, where there is one. Meanwhile the writer's own
    /// commits move no pages, unless the app has a hook of its own for that.
    static func kept<Result>(
        by context: RunContext, _ body: (RunContext) throws -> Result
    ) throws -> Result {
        guard let log = try open(context) else { return try body(context) }
        let automatic = try context.write { try $0.setAutomaticCheckpoint(afterPages: 0) }
        defer {
            if automatic > 0 {
                _ = try? context.write { try $0.setAutomaticCheckpoint(afterPages: automatic) }
            }
            log.finish()
        }
        var context = context
        context.log = log
        return try body(context)
    }

    /// - Returns: nil without a write-ahead log, or where other connections get nowhere.
    private static func open(_ context: RunContext) throws -> WriteAheadLog? {
        guard let database = context.database else { return nil }
        let pageSize = try context.write { try $0.isInWAL() ? $0.pageSize() : nil }
        guard let pageSize, let mover = try? LogMover(database: database) else { return nil }
        let log = WriteAheadLog(
            mover, pageSize: pageSize, sizeInBytes: FileSystem.size(database + "-wal"),
            limitInBytes: context.settings.usedWALLimit)
        // What a killed run left is moved while the first chunk is at work.
        log.grew(by: 0)
        return log
    }

    /// - Parameter sizeInBytes: of the file, which may hold less than that.
    private init(_ mover: LogMover, pageSize: Int, sizeInBytes: Int, limitInBytes: Int) {
        self.mover = mover
        self.limitInBytes = limitInBytes
        self.sizeInBytes = sizeInBytes
        bytesPerPage = pageSize + Self.frameHeadInBytes
        syncing = DispatchSource.makeTimerSource(queue: queue)
        syncing.schedule(deadline: .now() + Self.syncInterval, repeating: Self.syncInterval)
        // Weak, because a source holds its handler for a while after it is cancelled: the connections are to be
        // closed when the run returns, by the thread that it returns on.
        syncing.setEventHandler { [weak self] in self?.mover.sync() }
        syncing.activate()
    }

    /// A transaction wrote so many bytes: they are moved while the next one is at work.
    func grew(by bytes: Int) {
        let isAskedAlready = lock.withLock {
            sizeInBytes += bytes
            defer { isAsked = true }
            return isAsked
        }
        guard !isAskedAlready else { return }
        queue.async { [self] in _ = try? checkpoint() }
    }

    /// Whether so many bytes more keep it under its limit, as far as is known.
    func hasRoom(for bytes: Int) -> Bool {
        lock.withLock { sizeInBytes + bytes <= limitInBytes || sizeInBytes == 0 }
    }

    /// Waits until the log has room for so many bytes more.
    ///
    /// - Parameter mayWait: asked again and again while a reader is in the way.
    /// - Throws: what SQLite says where pages can't be moved.
    func makeRoom(for bytes: Int, while mayWait: (_ logSizeInBytes: Int) -> Bool) throws {
        while !hasRoom(for: bytes) {
            if try queue.sync(execute: checkpoint)?.isMoved ?? false {
                // The next transaction is the caller's, and begins the log anew.
                return lock.withLock { sizeInBytes = 0 }
            }
            guard mayWait(lock.withLock { sizeInBytes }) else { return }
            Thread.sleep(forTimeInterval: Self.pause / .seconds(1))
        }
    }

    private func checkpoint() throws -> LogState? {
        let before = lock.withLock {
            isAsked = false
            return sizeInBytes
        }
        guard let state = try mover.move() else { return nil }
        lock.withLock {
            // What was written meanwhile stands behind the pages that it counted, unless the writer began
            // the log anew, which the next look shows.
            sizeInBytes += state.pages * bytesPerPage - before
        }
        return state
    }

    /// Moves the rest and cuts the log to nothing, where no reader is in the way: else SQLite does it later.
    func finish() {
        queue.sync {
            syncing.cancel()
            try? mover.empty()
        }
    }
}
