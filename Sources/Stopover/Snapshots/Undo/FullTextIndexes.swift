import GRDB

/// Full-text indexes over another table's content, whose own tables no snapshot records.
enum FullTextIndexes {
    /// Makes each index anew from its content table
    /// (<https://sqlite.org/fts5.html#the_rebuild_command>). One that is gone meanwhile is passed over.
    static func rebuild(_ db: Database, _ indexes: Set<String>) throws {
        for index in indexes.sorted() {
            guard try TableShape(db, table: index)?.kind == .virtual else { continue }
            try db.execute(
                sql: "INSERT INTO \(quoted(index)) (\(quoted(index))) VALUES ('rebuild')")
        }
    }
}
