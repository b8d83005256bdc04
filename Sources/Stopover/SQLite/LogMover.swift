import CSQLite

/// Moves a write-ahead log's pages to the database, on connections of its own.
///
/// One of the two reads meanwhile, so that nobody begins the log anew: where a commit does so as a checkpoint
/// starts, SQLite before 3.51.3 may count what was committed as moved, and lose it
/// (<https://sqlite.org/wal.html#walresetbug>). Where all is moved already, the reader keeps the checkpoint from
/// moving anything instead.
final class LogMover {
    private let connection: Connection
    private let reader: Connection

    /// How long it waits for a lock.
    private static let patience: Duration = .milliseconds(200)

    /// - Throws: where either connection gets nowhere.
    init(database: String) throws {
        connection = try Connection(path: database, busyTimeout: Self.patience)
        reader = try Connection(path: database, busyTimeout: Self.patience)
        // A connection that has read nothing yet does not know that there is a log.
        for connection in [connection, reader] { try connection.execute("PRAGMA schema_version") }
    }

    /// Moves what no other reader is in the way of, and waits for nobody
    /// (<https://sqlite.org/c3ref/wal_checkpoint_v2.html>).
    ///
    /// - Returns: nil where another connection does it just now, or there is no log.
    func move() throws -> LogState? {
        try whileReading {
            var (pages, moved): (Int32, Int32) = (-1, -1)
            let code = sqlite3_wal_checkpoint_v2(
                connection.handle, "main", SQLITE_CHECKPOINT_PASSIVE, &pages, &moved)
            guard code == SQLITE_OK || code & 0xFF == SQLITE_BUSY else {
                throw Connection.failure(code, connection.handle)
            }
            return pages < 0 ? nil : LogState(pages: Int(pages), moved: Int(moved))
        }
    }

    /// Moves everything and cuts the log to nothing, where nobody commits meanwhile; who is in the way is waited
    /// for a moment, and SQLite does the rest later.
    func empty() throws {
        guard try move()?.isMoved == true else { return }
        // Now that all is moved the reader reads the database alone, and is not in the way. It is there because
        // where a writer holds on, SQLite goes on as for a passive checkpoint.
        try whileReading { try connection.execute("PRAGMA wal_checkpoint(TRUNCATE)") }
    }

    /// Has the disk take what stands in the log by now, so that a COMMIT has less to wait for.
    func sync() { connection.syncLog() }

    private func whileReading<Result>(_ body: () throws -> Result) throws -> Result {
        // Before it begins: what fails after BEGIN must not leave it open.
        defer { try? reader.execute("COMMIT") }
        try reader.execute("BEGIN; SELECT 1 FROM sqlite_master LIMIT 1")
        return try body()
    }
}

/// How far the pages in a write-ahead log are moved to the database.
struct LogState: Sendable, Hashable {
    /// Pages in the log.
    let pages: Int
    /// Those of them that are in the database as well.
    let moved: Int

    /// The next transaction begins the log anew, where no reader is in its way.
    var isMoved: Bool { moved >= pages }
}
