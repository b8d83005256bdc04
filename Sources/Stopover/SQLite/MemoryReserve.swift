import CSQLite
import GRDB

/// Memory that SQLite sets aside while a transaction is open, so that there is some left to end it with: ROLLBACK
/// and COMMIT are compiled when they are needed, and a transaction that is left open is one that GRDB ends the
/// process for.
final class MemoryReserve {
    private static let sizeInBytes: sqlite3_uint64 = 32 << 10
    private var block: UnsafeMutableRawPointer?

    /// - Throws: where there is so little that no transaction should begin.
    init() throws {
        block = sqlite3_malloc64(Self.sizeInBytes)
        if block == nil { throw DatabaseError(resultCode: .SQLITE_NOMEM) }
    }

    func release() {
        sqlite3_free(block)
        block = nil
    }

    deinit {
        release()
    }
}
