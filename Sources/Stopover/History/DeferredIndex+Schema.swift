import GRDB

extension DeferredIndex {
    /// Drops the index, in the caller's transaction.
    ///
    /// - Parameter rowCount: of its table, about.
    /// - Returns: what makes it again; nil where there is no such index, or none that could be.
    static func drop(_ name: String, rowCount: Int, in db: Database) throws -> Self? {
        guard let row = try object(name, in: db), row["type"] == "index",
            let sql: String = row["sql"], sql.hasPrefix(statementPrefix)
        else { return nil }
        let index = DeferredIndex(
            name: name, table: row["tbl_name"], sql: sql,
            statistics: try statistics(of: name, in: db), rowCount: rowCount,
            collations: try String.fetchAll(
                db, sql: "SELECT coll FROM pragma_index_xinfo(?, 'main')", arguments: [name]))
        failpoint(.beforeIndexDrop)
        try db.execute(sql: "DROP INDEX main.\(quoted(name))")
        failpoint(.afterIndexDrop)
        return index
    }

    /// Makes the index again, in the caller's transaction, with its statistics, which went with it. One that
    /// is there already, by the same text, is let be.
    ///
    /// - Throws: ``Taken``, ``Unfit``; what SQLite throws where a row is in the way.
    func create(in db: Database) throws {
        if let row = try Self.object(name, in: db) {
            guard row["type"] == "index", row["sql"] == sql else { throw Taken(kind: row["type"]) }
        } else {
            failpoint(.beforeIndexCreation)
            let statement = try compiled(in: db)
            try db.withSorterThreads(isSortableOnThreads ? Database.sorterThreads : 0) {
                try statement.execute()
            }
            failpoint(.afterIndexCreation)
        }
        try restoreStatistics(in: db)
    }

    private func compiled(in db: Database) throws -> Statement {
        do {
            return try db.makeStatement(sql: creation)
        } catch let error as DatabaseError where error.resultCode == .SQLITE_ERROR {
            throw Unfit(reason: error.plainMessage)
        }
    }

    /// The index's name is another object's.
    struct Taken: Error {
        /// `table`, `view` or `index`.
        let kind: String
    }

    /// What the index is made of is not there any more: a table, a column, a function.
    struct Unfit: Error {
        /// SQLite's words, of the schema alone.
        let reason: String
    }

    private static func object(_ name: String, in db: Database) throws -> Row? {
        try Row.fetchOne(
            db,
            sql: """
                SELECT type, tbl_name, sql FROM main.sqlite_master
                WHERE type IN ('index', 'table', 'view') AND name = ? COLLATE NOCASE
                """,
            arguments: [name])
    }

    // MARK: Statistics

    /// The tables that ANALYZE fills, of those that there are (<https://sqlite.org/fileformat2.html>,
    /// section 2.6).
    private static func statisticsTables(_ db: Database) throws -> [String] {
        try String.fetchAll(
            db,
            sql: """
                SELECT name FROM main.sqlite_master WHERE type = 'table'
                AND name IN ('sqlite_stat1', 'sqlite_stat3', 'sqlite_stat4') ORDER BY name
                """)
    }

    private static func statistics(of index: String, in db: Database) throws -> [Statistic] {
        try statisticsTables(db).flatMap { table in
            let statement = try RawStatement(
                db, "SELECT * FROM main.\(table) WHERE idx = ? COLLATE NOCASE")
            try statement.bind(StoredValue(.text(Array(index.utf8))), at: 1)
            return try statement.rows().map { Statistic(table: table, values: $0) }
        }
    }

    /// Those that somebody's ANALYZE has made meanwhile stay.
    private func restoreStatistics(in db: Database) throws {
        let known = try Set(Self.statistics(of: name, in: db).map(\.table))
        let tables = try Self.statisticsTables(db).filter { !known.contains($0) }
        let rows = statistics.filter { tables.contains($0.table) }
        guard !rows.isEmpty else { return }
        for row in rows {
            let places = row.values.map { _ in "?" }.joined(separator: ", ")
            let statement = try RawStatement(db, "INSERT INTO main.\(row.table) VALUES (\(places))")
            for (position, value) in row.values.enumerated() {
                try statement.bind(value, at: Int32(position + 1))
            }
            try statement.run()
        }
        // Makes this connection read them; others do with the changed schema
        // (<https://sqlite.org/lang_analyze.html>, section 4).
        try db.execute(sql: "ANALYZE main.sqlite_master")
    }
}
