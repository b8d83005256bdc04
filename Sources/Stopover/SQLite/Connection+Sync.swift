// Not CSQLite: with GRDB beside it the fields of these structs count as this module's.
import GRDBSQLite

extension Connection {
    /// Has the disk take what stands in the write-ahead log, so that a COMMIT on another connection has less
    /// to wait for.
    ///
    /// What fails here is not told: the system tells it each open file, so the COMMIT's too (fsync(2)).
    func syncLog() {
        var file: UnsafeMutablePointer<sqlite3_file>?
        let code = sqlite3_file_control(handle, "main", SQLITE_FCNTL_JOURNAL_POINTER, &file)
        guard code == SQLITE_OK, let file, let methods = file.pointee.pMethods else { return }
        _ = methods.pointee.xSync(file, SQLITE_SYNC_NORMAL | SQLITE_SYNC_DATAONLY)
    }
}
