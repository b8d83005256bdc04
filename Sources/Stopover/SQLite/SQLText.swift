import CSQLite

/// What SQLite tells of SQL without compiling it.
enum SQLText {
    /// A whole statement with its semicolon, triggers included
    /// (<https://sqlite.org/c3ref/complete.html>).
    static func isComplete(_ sql: String) -> Bool {
        sqlite3_complete(sql) != 0
    }
}
