import CSQLite
import GRDB

/// Copies a database page by page over another, as one transaction of that one
/// (<https://sqlite.org/c3ref/backup_finish.html>). Given up before its end it leaves the other as it was.
final class PageCopy {
    private let destination: OpaquePointer?
    private var backup: OpaquePointer?

    init(from source: OpaquePointer?, to destination: OpaquePointer?) throws {
        self.destination = destination
        backup = sqlite3_backup_init(destination, "main", source, "main")
        guard backup != nil else {
            throw Connection.failure(sqlite3_extended_errcode(destination), destination)
        }
    }

    /// Gives up what is not done. To be called before either connection is closed.
    func end() {
        sqlite3_backup_finish(backup)
        backup = nil
    }

    deinit {
        end()
    }

    /// Pages of the source, and those that are not copied yet; known after the first step.
    private(set) var pageCount = 0
    private(set) var remainingCount = 0

    /// Copies so many pages more.
    ///
    /// - Returns: whether it is done, and what was copied is committed.
    /// - Throws: an error that `isBusy` where a lock was not to be had: the step may be tried again.
    func step(pages: Int) throws -> Bool {
        let code = sqlite3_backup_step(backup, Int32(clamping: pages))
        pageCount = Int(sqlite3_backup_pagecount(backup))
        remainingCount = Int(sqlite3_backup_remaining(backup))
        switch code {
        case SQLITE_DONE:
            let result = sqlite3_backup_finish(backup)
            backup = nil
            guard result == SQLITE_OK else { throw Connection.failure(result, destination) }
            return true
        case SQLITE_OK: return false
        default:
            // The connection's own message may be of something else: a step sets none.
            throw DatabaseError(
                resultCode: ResultCode(rawValue: code),
                message: String(cString: sqlite3_errstr(code)))
        }
    }
}
