import CSQLite
import Foundation
import GRDB

extension Database {
    /// Threads that help SQLite's sorter: one, where the machine has a core for it. A further one saved
    /// nothing more on two cores; each takes the room of a page cache.
    static var sorterThreads: Int { ProcessInfo.processInfo.activeProcessorCount > 1 ? 1 : 0 }

    /// Runs `body` with so many threads that help SQLite's sorter
    /// (<https://sqlite.org/pragma.html#pragma_threads>), and as many as the connection has where those are
    /// more. What is sorted may be compared on each, and on all at once.
    func withSorterThreads<Result>(_ count: Int, _ body: () throws -> Result) rethrows -> Result {
        let own = sqlite3_limit(sqliteConnection, SQLITE_LIMIT_WORKER_THREADS, -1)
        sqlite3_limit(sqliteConnection, SQLITE_LIMIT_WORKER_THREADS, max(own, Int32(count)))
        defer { sqlite3_limit(sqliteConnection, SQLITE_LIMIT_WORKER_THREADS, own) }
        return try body()
    }
}
