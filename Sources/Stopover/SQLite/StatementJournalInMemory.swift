import GRDB

/// Keeps in memory what a statement over many rows writes down to be undone by itself: each page as it was,
/// else in a file, a tenth of the time of an UPDATE (<https://sqlite.org/tempfiles.html>, section 2.5).
struct StatementJournalInMemory {
    /// `PRAGMA temp_store` as it was.
    private let before: Int

    /// - Returns: nil where it is so already, or can't be changed.
    init?(_ db: Database) throws {
        before = try Int.fetchOne(db, sql: "PRAGMA temp_store") ?? 0
        guard before != Self.inMemory, try Self.canChange(db) else { return nil }
        try db.execute(sql: "PRAGMA temp_store = \(Self.inMemory)")
    }

    /// Puts the setting back, unless the app has made a temporary table meanwhile.
    func end(_ db: Database) throws {
        guard try Self.canChange(db) else { return }
        try db.execute(sql: "PRAGMA temp_store = \(before)")
    }

    /// A change of the setting deletes temporary tables (<https://sqlite.org/pragma.html#pragma_temp_store>).
    private static func canChange(_ db: Database) throws -> Bool {
        try Int.fetchOne(db, sql: "SELECT count(*) FROM temp.sqlite_master") == 0
    }

    private static let inMemory = 2
}
