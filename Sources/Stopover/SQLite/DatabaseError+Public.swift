import CSQLite
import GRDB

extension Error {
    /// What may be shown of an error thrown by a closure: the type, and of SQLite's errors the code;
    /// the messages of constraints name columns only. GRDB's decoding errors would print the row.
    package var publicDescription: String {
        switch self {
        case let error as any SafeToShow: error.description
        case let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT:
            error.message ?? error.codeDescription
        case let error as DatabaseError: error.codeDescription
        default: "\(type(of: self)) was thrown"
        }
    }
}

/// Errors of this library that hold no value and may be shown whole.
protocol SafeToShow: Error, CustomStringConvertible {}

extension DatabaseError {
    /// SQLite's own words, for SQL whose text the author wrote; without statement and arguments.
    var plainMessage: String {
        message ?? codeDescription
    }

    /// The code and SQLite's general text for it, which tell of no row.
    var codeDescription: String {
        let text = String(cString: sqlite3_errstr(extendedResultCode.rawValue))
        return "SQLite error \(extendedResultCode.rawValue): \(text)"
    }

    /// Another connection is in the way: trying again may succeed. SQLITE_LOCKED is this connection's
    /// own doing, unless the cache is shared. SQLITE_PROTOCOL is what SQLite says in the end of the locks of
    /// a write-ahead log (<https://sqlite.org/rescode.html#protocol>).
    var isBusy: Bool {
        resultCode == .SQLITE_BUSY || resultCode == .SQLITE_PROTOCOL
            || extendedResultCode == .SQLITE_LOCKED_SHAREDCACHE
    }

    /// SQLite found no memory.
    var isOutOfMemory: Bool {
        resultCode == .SQLITE_NOMEM || extendedResultCode == .SQLITE_IOERR_NOMEM
    }

    /// The database or the machine is at fault: another row would fare no better.
    var isOfNoRow: Bool {
        let codes: [ResultCode] = [
            .SQLITE_IOERR, .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_CORRUPT, .SQLITE_NOTADB,
        ]
        return isBusy || isFull || isOutOfMemory || isInterrupt || codes.contains(resultCode)
    }

    /// It was asked to give up.
    var isInterrupt: Bool {
        resultCode == .SQLITE_INTERRUPT
    }

    /// The volume is full.
    var isFull: Bool {
        resultCode == .SQLITE_FULL
    }
}
