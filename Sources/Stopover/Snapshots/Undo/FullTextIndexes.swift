import GRDB

/// Full-text indexes over another table's content, whose own tables no snapshot records.
enum FullTextIndexes {
    /// Makes indexes anew from their content tables (<https://sqlite.org/fts5.html#the_rebuild_command>).
    ///
    /// - Parameters:
    ///   - indexes: what was written when the rows were kept. One that is gone meanwhile is passed over.
    ///   - tables: whose rows went back, with triggers off: of the indexes over them, those that came since.
    static func rebuild(
        _ db: Database, _ indexes: Set<String>, over tables: some Collection<String>
    ) throws {
        let (written, contents) = (
            Set(indexes.map(FoldedName.init)), Set(tables.map(FoldedName.init))
        )
        for index in try TableShape.names(db, kinds: ["virtual"]) {
            let content = try VirtualTable(db, index).content.map(FoldedName.init)
            guard written.contains(FoldedName(index)) || content.map(contents.contains) ?? false
            else { continue }
            try db.execute(
                sql: "INSERT INTO \(quoted(index)) (\(quoted(index))) VALUES ('rebuild')")
        }
    }
}
