import CSQLite
import GRDB

/// What SQLite tells of a connection.
extension Database {
    /// The version of the SQLite library, such as `3.40.1`.
    static var libraryVersion: String { String(cString: sqlite3_libversion()) }

    /// Outside any transaction: each statement commits by itself.
    var isAutocommit: Bool {
        sqlite3_get_autocommit(sqliteConnection) != 0
    }

    /// Rows that statements of this connection changed since it was opened, triggers included.
    var totalChanges: Int64 {
        sqlite3_total_changes64(sqliteConnection)
    }

    /// Rows that the last statement changed, triggers excluded.
    var lastChanges: Int {
        Int(sqlite3_changes64(sqliteConnection))
    }

    /// Raised by every change of the schema, and by VACUUM.
    func schemaVersion() throws -> Int64 {
        try pragma("schema_version")
    }

    /// Changes when another connection commits (<https://sqlite.org/pragma.html#pragma_data_version>).
    func dataVersion() throws -> Int64 {
        try pragma("data_version")
    }

    /// Bytes of a page.
    func pageSize() throws -> Int {
        try Int(pragma("page_size"))
    }

    /// Pages of the database, those of others' commits that are in the log among them.
    func pageCount() throws -> Int {
        try Int(pragma("page_count"))
    }

    /// How it can roll back, such as `wal` (<https://sqlite.org/pragma.html#pragma_journal_mode>).
    func journalMode() throws -> String {
        try String.fetchOne(self, sql: "PRAGMA journal_mode") ?? ""
    }

    /// Whether it keeps a write-ahead log.
    func isInWAL() throws -> Bool {
        try journalMode() == "wal"
    }

    /// How it keeps text, such as `UTF-8`.
    func encoding() throws -> String {
        try String.fetchOne(self, sql: "PRAGMA encoding") ?? "UTF-8"
    }

    /// Sets after how many pages in the log a commit of this connection moves them to the database; 0 never.
    /// A hook that the app has for it stays, and is told as 0.
    ///
    /// - Returns: what was set before.
    func setAutomaticCheckpoint(afterPages pages: Int) throws -> Int {
        let before = try Int(pragma("wal_autocheckpoint"))
        // Not the PRAGMA: to put it back must take no memory, of which there may be none.
        if before > 0 || pages > 0 { sqlite3_wal_autocheckpoint(sqliteConnection, Int32(pages)) }
        return before
    }

    /// The connection for SQLite's own functions.
    var handle: OpaquePointer? { sqliteConnection }

    /// Whether this connection enforces foreign keys.
    func enforcesForeignKeys() throws -> Bool {
        try enforceForeignKeys(-1) != 0
    }

    /// Runs `body` with foreign keys enforced or not, and puts the connection's own setting back, which takes no
    /// memory. Outside a transaction.
    func enforcingForeignKeys<Result>(
        _ isWanted: Bool, _ body: () throws -> Result
    ) throws -> Result {
        let before = try enforceForeignKeys(-1)
        guard (before != 0) != isWanted else { return try body() }
        _ = try enforceForeignKeys(isWanted ? 1 : 0)
        defer { _ = try? enforceForeignKeys(before) }
        return try body()
    }

    private func enforceForeignKeys(_ value: Int32) throws -> Int32 {
        try setting(value) { stopover_enforce_foreign_keys($0, $1, $2) }
    }

    /// Sets what `sqlite3_db_config` can, or leaves it (-1).
    ///
    /// - Returns: what holds then.
    func setting(
        _ value: Int32, _ set: (OpaquePointer?, Int32, UnsafeMutablePointer<Int32>) -> Int32
    ) throws -> Int32 {
        var now: Int32 = 0
        let code = set(sqliteConnection, value, &now)
        guard code == SQLITE_OK else {
            throw DatabaseError(resultCode: ResultCode(rawValue: code))
        }
        return now
    }

    /// Bytes that this connection wrote to the WAL or the database since it was last asked.
    func takeBytesWritten() throws -> Int {
        var pages: Int32 = 0
        var highest: Int32 = 0
        sqlite3_db_status(sqliteConnection, SQLITE_DBSTATUS_CACHE_WRITE, &pages, &highest, 1)
        return try Int(pages) * Int(pragma("page_size"))
    }

    /// Runs `body` with what it writes kept in the cache, where a page that leaves it would need a lock
    /// that readers are in the way of: without a write-ahead log.
    func keepingPagesInCache<Result>(_ body: () throws -> Result) throws -> Result {
        let spill = try pragma("cache_spill")
        guard spill != 0, try !isInWAL() else { return try body() }
        try execute(sql: "PRAGMA cache_spill = OFF")
        defer { try? execute(sql: "PRAGMA cache_spill = \(spill)") }
        return try body()
    }

    /// The absolute path that SQLite has open; nil of a database in memory or a temporary one.
    var mainFilePath: String? {
        guard let name = sqlite3_db_filename(sqliteConnection, "main") else { return nil }
        let path = String(cString: UnsafePointer<CChar>(name))
        return path.isEmpty ? nil : path
    }

    private func pragma(_ name: String) throws -> Int64 {
        // Each through the statement cache: they are read once a chunk.
        let statement = try RawStatement(self, "PRAGMA \(name)")
        guard case .integer(let value)? = try statement.firstRow()?.first?.content else { return 0 }
        return value
    }
}
