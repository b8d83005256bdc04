import CSQLite
import GRDB

/// A bare connection, for what GRDB's can't do: another VFS, and backups of parts.
final class Connection {
    let handle: OpaquePointer

    /// - Parameters:
    ///   - vfs: nil takes the system's.
    ///   - busyTimeout: how long it waits for a lock.
    ///   - canMake: makes a database where there is none.
    init(path: String, vfs: String? = nil, canMake: Bool = false, busyTimeout: Duration = .zero)
        throws
    {
        var handle: OpaquePointer?
        let flags =
            SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (canMake ? SQLITE_OPEN_CREATE : 0)
        let code = sqlite3_open_v2(path, &handle, flags, vfs)
        guard code == SQLITE_OK, let handle else {
            let error = DatabaseError(
                resultCode: ResultCode(rawValue: code),
                message: String(cString: sqlite3_errstr(code)))
            sqlite3_close_v2(handle)
            throw error
        }
        self.handle = handle
        sqlite3_busy_timeout(handle, Int32(busyTimeout / .milliseconds(1)))
    }

    deinit {
        sqlite3_close_v2(handle)
    }

    func execute(_ sql: String) throws {
        let code = sqlite3_exec(handle, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw Self.failure(code, handle) }
    }

    static func failure(_ code: Int32, _ handle: OpaquePointer?) -> DatabaseError {
        DatabaseError(
            resultCode: ResultCode(rawValue: code), message: String(cString: sqlite3_errmsg(handle))
        )
    }
}
