import GRDB

/// Keeps in memory what a statement over many rows writes down to be undone by itself: each page as it was,
/// else in a file, a tenth of the time of an UPDATE (<https://sqlite.org/tempfiles.html>, section 2.5).
struct StatementJournalInMemory {
    /// `PRAGMA temp_store` as it was.
    private let before: Int

    /// - Returns: nil where it is so already, or the connection has temporary tables, which a change of the
    ///   setting would delete (<https://sqlite.org/pragma.html#pragma_temp_store>).
    init?(_ db: Database) throws {
        let objects = try Int.fetchOne(db, sql: "SELECT count(*) FROM temp.sqlite_master") ?? 0
        before = try Int.fetchOne(db, sql: "PRAGMA temp_store") ?? 0
        guard objects == 0, before != Self.inMemory else { return nil }
        try db.execute(sql: "PRAGMA temp_store = \(Self.inMemory)")
    }

    func end(_ db: Database) throws {
        try db.execute(sql: "PRAGMA temp_store = \(before)")
    }

    private static let inMemory = 2
}
