import CSQLite
import Foundation
import GRDB

extension Database {
    /// Runs `body` with a thread that helps SQLite's sorter, where the machine has a core for it
    /// (<https://sqlite.org/pragma.html#pragma_threads>), and as many as the connection has where those are
    /// more. What is sorted may be compared on either thread, and on both at once.
    ///
    /// A further thread saved nothing more on two cores; each takes the room of a page cache.
    func withSorterThread<Result>(_ body: () throws -> Result) rethrows -> Result {
        let own = sqlite3_limit(sqliteConnection, SQLITE_LIMIT_WORKER_THREADS, -1)
        let helpers: Int32 = ProcessInfo.processInfo.activeProcessorCount > 1 ? 1 : 0
        sqlite3_limit(sqliteConnection, SQLITE_LIMIT_WORKER_THREADS, max(own, helpers))
        defer { sqlite3_limit(sqliteConnection, SQLITE_LIMIT_WORKER_THREADS, own) }
        return try body()
    }
}
