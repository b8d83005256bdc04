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
    var pageCount: Int { Int(sqlite3_backup_pagecount(backup)) }
    var remainingCount: Int { Int(sqlite3_backup_remaining(backup)) }

    /// Copies so many pages more.
    ///
    /// - Returns: whether it is done, and what was copied is committed.
    /// - Throws: an error that `isBusy` where a lock was not to be had: the step may be tried again.
    func step(pages: Int) throws -> Bool {
        let code = sqlite3_backup_step(backup, Int32(clamping: pages))
        switch code {
        case SQLITE_DONE:
            let end = sqlite3_backup_finish(backup)
            backup = nil
            guard end == SQLITE_OK else { throw Connection.failure(end, destination) }
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
