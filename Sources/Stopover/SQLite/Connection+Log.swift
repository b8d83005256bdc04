import CSQLite

/// How far the pages in a write-ahead log are moved to the database.
struct LogState: Sendable, Hashable {
    /// Pages in the log.
    let pages: Int
    /// Those of them that are in the database as well.
    let moved: Int

    /// The next transaction begins the log anew, where no reader is in its way.
    var isMoved: Bool { moved >= pages }
}

extension Connection {
    /// Moves what no reader is in the way of, and waits for nobody
    /// (<https://sqlite.org/c3ref/wal_checkpoint_v2.html>).
    ///
    /// - Parameter reader: another connection, which reads meanwhile, so that nobody begins the log anew.
    ///   Where a commit does so as a checkpoint starts, SQLite before 3.51.3 may count what was committed as
    ///   moved, and lose it (<https://sqlite.org/wal.html#walresetbug>). Where all is moved already, the
    ///   reader keeps the checkpoint from moving anything instead.
    /// - Returns: nil where another connection does it just now, or there is no log.
    func checkpointPassively(beside reader: Connection) throws -> LogState? {
        try reader.whileReading {
            // A connection that has read nothing yet does not know that there is a log.
            try execute("PRAGMA schema_version")
            var (pages, moved): (Int32, Int32) = (-1, -1)
            let code = sqlite3_wal_checkpoint_v2(
                handle, "main", SQLITE_CHECKPOINT_PASSIVE, &pages, &moved)
            guard code == SQLITE_OK || code & 0xFF == SQLITE_BUSY else {
                throw Self.failure(code, handle)
            }
            return pages < 0 ? nil : LogState(pages: Int(pages), moved: Int(moved))
        }
    }

    /// Moves everything and cuts the log to nothing, where nobody commits meanwhile; a reader or writer in the
    /// way is waited for as long as the connection's timeout.
    func emptyLog(beside reader: Connection) throws {
        guard try checkpointPassively(beside: reader)?.isMoved == true else { return }
        // Now that all is moved it reads the database alone, and is not in the way. It is there because where
        // a writer holds on, SQLite goes on as for a passive checkpoint.
        try reader.whileReading { try execute("PRAGMA wal_checkpoint(TRUNCATE)") }
    }

    private func whileReading<Result>(_ body: () throws -> Result) throws -> Result {
        // Before it begins: what fails after BEGIN must not leave it open.
        defer { try? execute("COMMIT") }
        try execute("BEGIN; SELECT 1 FROM sqlite_master LIMIT 1")
        return try body()
    }
}
