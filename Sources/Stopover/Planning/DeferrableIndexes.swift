import GRDB

/// Finds the indexes of a batch's table that it writes and can do without, on the copy of the schema.
///
/// What SQLite itself compiles tells both: `EXPLAIN` which indexes a statement writes (expressions, the WHERE
/// of partial ones and generated columns included), and `EXPLAIN QUERY PLAN`, compared with and without an
/// index, whether something searches by it. Either's text may change with SQLite's version
/// (<https://sqlite.org/eqp.html>). That can cost time, since an index is kept or dropped in vain, but no
/// row: it is built again from its own text.
struct DeferrableIndexes {
    let clone: SchemaClone
    let key: BatchKey
    /// What the batch does to rows.
    let writing: [String]
    /// What it reads by, beside these, chunk by chunk.
    let reading: [String]

    func all() throws -> [DeferrableIndex] {
        try clone.read { db in
            let candidates = try candidates(db)
            guard !candidates.isEmpty else { return [] }
            let feed = try RowFeed(db)
            defer { feed.remove() }
            let written = try written(db)
            let affected = try candidates.filter { candidate in
                try written.contains(Self.rootPage(db, of: candidate.name))
                    && !isNamedByView(db, candidate.name)
            }
            return affected.isEmpty ? [] : try unused(db, affected)
        }
    }

    // MARK: What may be dropped at all

    /// Made by a CREATE INDEX, not unique, and no foreign key's.
    private func candidates(_ db: Database) throws -> [DeferrableIndex] {
        let foreignKeys = try Set(
            String.fetchAll(
                db, sql: "SELECT \"from\" FROM pragma_foreign_key_list(?)", arguments: [key.table]
            ).map(FoldedName.init))
        return try Row.fetchAll(
            db,
            sql: """
                SELECT l.name, i.columns, i.first FROM pragma_index_list(?1) AS l
                JOIN (SELECT m.name, (SELECT count(*) FROM pragma_index_info(m.name)) AS columns,
                    (SELECT name FROM pragma_index_info(m.name) WHERE seqno = 0) AS first
                    FROM sqlite_master AS m
                    WHERE m.type = 'index' AND substr(m.sql, 1, ?2) = ?3) AS i ON i.name = l.name
                WHERE l.origin = 'c' AND NOT l."unique" ORDER BY l.name
                """,
            arguments: [
                key.table, DeferredIndex.statementPrefix.count, DeferredIndex.statementPrefix,
            ]
        ).compactMap { row in
            // The rows of a parent that is gone are looked for by the first of its columns.
            let first: String? = row["first"]
            if let first, foreignKeys.contains(FoldedName(first)) { return nil }
            return DeferrableIndex(name: row["name"], columnCount: row["columns"])
        }
    }

    /// The root pages of all that the statements write: the second operand of OpenWrite
    /// (<https://sqlite.org/opcode.html#OpenWrite>), those of triggers included.
    private func written(_ db: Database) throws -> Set<Int> {
        var pages: Set<Int> = []
        for statement in writing {
            let explained = try db.makeStatement(sql: "EXPLAIN " + statement)
            explained.setUncheckedArguments(BatchPlanner.trialArguments)
            for row in try Row.fetchAll(explained) where row["opcode"] == "OpenWrite" {
                pages.insert(row["p2"])
            }
        }
        return pages
    }

    private static func rootPage(_ db: Database, of index: String) throws -> Int {
        try Int.fetchOne(
            db, sql: "SELECT rootpage FROM sqlite_master WHERE type = 'index' AND name = ?",
            arguments: [index]) ?? 0
    }

    // MARK: What is searched by

    /// A view that says INDEXED BY would fail without the index; those of triggers show in their plans.
    private func isNamedByView(_ db: Database, _ index: String) throws -> Bool {
        let name = FoldedName(index)
        return try String.fetchAll(db, sql: "SELECT sql FROM sqlite_master WHERE type = 'view'")
            .contains { SQLTokenizer.significant($0).contains { FoldedName($0.name) == name } }
    }

    /// Those without which, all together, every statement is carried out as with them.
    private func unused(
        _ db: Database, _ candidates: [DeferrableIndex]
    ) throws -> [DeferrableIndex] {
        let statements = try reading + writing + firing(db)
        return try db.explainingTriggers {
            var unused: [DeferrableIndex] = []
            let before = statements.map { Self.plan(db, $0) }
            try db.inSavepoint {
                for candidate in candidates {
                    try db.inSavepoint {
                        try db.execute(sql: "DROP INDEX \(quoted(candidate.name))")
                        guard statements.map({ Self.plan(db, $0) }) == before else {
                            return .rollback
                        }
                        unused.append(candidate)
                        return .commit
                    }
                }
                return .rollback
            }
            return unused
        }
    }

    /// Statements that fire every trigger of every table, so that their plans show.
    private func firing(_ db: Database) throws -> [String] {
        let tables = try String.fetchAll(
            db, sql: "SELECT DISTINCT tbl_name FROM sqlite_master WHERE type = 'trigger'")
        return try tables.flatMap { table in
            let columns = try String.fetchAll(
                db,
                sql: "SELECT name FROM pragma_table_xinfo(?) WHERE hidden = 0", arguments: [table]
            ).map(quoted)
            // How the rows of the table itself are found doesn't matter.
            let source = "\(quoted(table)) NOT INDEXED"
            let set = columns.map { "\($0) = \($0)" }.joined(separator: ", ")
            return [
                "DELETE FROM \(source)", "UPDATE \(source) SET \(set)",
                "INSERT INTO \(quoted(table)) DEFAULT VALUES",
            ]
        }
    }

    /// Nil of a statement that can't be compiled.
    private static func plan(_ db: Database, _ statement: String) -> [String]? {
        guard let explained = try? db.makeStatement(sql: "EXPLAIN QUERY PLAN " + statement) else {
            return nil
        }
        explained.setUncheckedArguments(BatchPlanner.trialArguments)
        return try? Row.fetchAll(explained).map { $0["detail"] }
    }
}
