import GRDB

extension DatabaseInfo {
    init(_ db: Database, store: HistoryStore, countingRows: Bool) throws {
        func pragma<Value: DatabaseValueConvertible>(_ name: String) throws -> Value? {
            try Value.fetchOne(db, sql: "PRAGMA \(name)")
        }
        let path = db.mainFilePath
        let state = try store.state(db)
        let names = try TableShape.names(db).filter { !store.tables.contains($0) }
        self.path = path ?? ":memory:"
        sizeInBytes = path.map(FileSystem.size) ?? 0
        pageSizeInBytes = try pragma("page_size") ?? 0
        pageCount = try pragma("page_count") ?? 0
        journalMode = try pragma("journal_mode") ?? ""
        encoding = try pragma("encoding") ?? ""
        sqliteVersion = Database.libraryVersion
        tables = try names.map { name in
            Table(
                name: name, rows: countingRows ? try SchemaGuard.count(db, name) : nil,
                // SQLite's own stand for PRIMARY KEY and UNIQUE.
                indexes: try TableShape(db, table: name)?.indexes.map(\.name)
                    .filter { !$0.hasPrefix("sqlite_autoindex_") }.sorted() ?? [])
        }
        appliedCount = state.applied.count
        lastApplied = state.applied.last?.version
        freeDiskInBytes = path.flatMap(FileSystem.freeBytes)
    }
}
