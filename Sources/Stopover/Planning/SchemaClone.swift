import GRDB

/// An in-memory copy of a database's schema, without its rows: where the plan tries steps out.
///
/// It is opened with the app's configuration, so that its functions and collations are there.
struct SchemaClone {
    private let queue: DatabaseQueue
    private let recorder = EffectRecorder()
    /// Virtual tables that could not be copied, because their module is not known here.
    let missing: [String]

    /// Copies the schema that `source` sees.
    ///
    /// - Throws: `databaseUnusable` where SQLite refuses the schema's own text.
    init(of source: Database, configuration: Configuration) throws {
        let schema = try Schema(source)
        var configuration = configuration
        configuration.readonly = false
        configuration.journalMode = .default
        // A step may leave a transaction open, which is refused then, not a crash.
        configuration.allowsUnsafeTransactions = true
        configuration.foreignKeysEnabled = false
        queue = try DatabaseQueue(configuration: configuration)
        let recorder = recorder
        missing = try queue.writeWithoutTransaction { db in
            let missing = try schema.write(to: db)
            db.add(transactionObserver: recorder, extent: .databaseLifetime)
            return missing
        }
    }

    /// Runs `body` on the copy and tells what its statements would change.
    func effects(
        foreignKeys: Bool, inTransaction: Bool, _ body: (Database) throws -> Void
    ) throws -> StepEffects {
        try queue.writeWithoutTransaction { db in
            let before = try Facts(db)
            try db.execute(sql: "PRAGMA foreign_keys = \(foreignKeys ? "ON" : "OFF")")
            _ = recorder.take()
            db.trace { [recorder] event in
                // Of a trigger SQLite tells by a comment alone, of which nothing is noted.
                guard case .statement(let statement) = event else { return }
                recorder.observe(statement: statement.sql, inTransaction: inTransaction)
            }
            defer { db.trace(options: []) }
            do {
                try body(db)
            } catch {
                // A refused statement fails here for another reason: tell the real one.
                throw recorder.take().refusals.first ?? error
            }
            var effects = recorder.take()
            let after = try Facts(db)
            effects.dropped.formUnion(before.tables.subtracting(after.tables))
            let dropped = Set(effects.dropped.map { $0.lowercased() })
            effects.dropsParent =
                effects.names.contains("drop") && !before.parents.isDisjoint(with: dropped)
            effects.mayReplace = after.replacing.contains { effects.inserts.contains($0) }
            // Not one that has another name after it.
            effects.dropsColumns =
                effects.names.contains("drop")
                && before.columns.contains { table, columns in
                    after.columns[table].map { !columns.isSubset(of: $0) } ?? false
                }
            effects.changesForeignKeys = before.foreignKeys != after.foreignKeys
            return effects
        }
    }

    /// Makes indexes that are missing for the time of a batch. One that can't be made any more is passed
    /// over: that shows where it is to be built.
    func addMissing(_ indexes: [DeferredIndex]) {
        queue.writeWithoutTransaction { db in
            for index in indexes { try? index.create(in: db) }
        }
    }

    /// Reads the copy.
    func read<Result>(_ body: (Database) throws -> Result) throws -> Result {
        try queue.writeWithoutTransaction(body)
    }

    /// What is compared round a step.
    private struct Facts {
        let tables: Set<String>
        let columns: [String: Set<String>]
        /// Tables in whose definition, or in that of a trigger on them, the word REPLACE stands.
        let replacing: Set<String>
        let foreignKeys: Set<String>
        /// Tables that foreign keys refer to, in small letters.
        let parents: Set<String>

        init(_ db: Database) throws {
            tables = try Set(TableShape.names(db))
            replacing = try Set(
                String.fetchAll(
                    db, sql: "SELECT tbl_name FROM sqlite_master WHERE instr(lower(sql), 'replace')"
                ))
            columns = try Dictionary(
                grouping: Row.fetchAll(
                    db,
                    sql: """
                        SELECT t.name, c.name
                        FROM (SELECT schema, name, \(TableShape.kind) FROM pragma_table_list AS t) AS t,
                        pragma_table_xinfo(t.name) AS c
                        WHERE t.schema = 'main' AND t.type = 'table'
                        """), by: { $0[0] as String }
            ).mapValues { Set($0.map { $0[1] as String }) }
            let keys = try tables.map { table in
                let rows = try Row.fetchAll(
                    db, sql: "SELECT * FROM pragma_foreign_key_list(?)", arguments: [table])
                return (table: table, rows: rows)
            }
            foreignKeys = Set(
                keys.flatMap { table, rows in
                    rows.map { row in
                        ([table] + row.databaseValues.map(\.description)).joined(separator: "|")
                    }
                })
            parents = Set(keys.flatMap { $0.rows.map { ($0["table"] as String).lowercased() } })
        }
    }
}

/// The schema of a database as text, with the statistics that its query plans come from.
private struct Schema {
    private let objects: [(type: String, name: String, sql: String)]
    private let statistics: [[DatabaseValue]]
    private let encoding: String
    private let virtual: Set<String>

    init(_ db: Database) throws {
        encoding = try db.encoding()
        virtual = try Set(TableShape.names(db, kinds: ["virtual"]))
        let shadows = try Set(TableShape.names(db, kinds: ["shadow"]))
        // Tables first: views, indexes and triggers speak of them.
        objects = try Row.fetchAll(
            db,
            sql: """
                SELECT type, name, sql FROM main.sqlite_master
                WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
                ORDER BY CASE type WHEN 'table' THEN 0 WHEN 'view' THEN 1 WHEN 'index' THEN 2
                ELSE 3 END, rowid
                """
        ).map { ($0["type"], $0["name"], $0["sql"]) }.filter { !shadows.contains($0.1) }
        statistics =
            try db.tableExists("sqlite_stat1")
            ? Row.fetchAll(db, sql: "SELECT tbl, idx, stat FROM sqlite_stat1")
                .map { Array($0.databaseValues) }
            : []
    }

    func write(to db: Database) throws -> [String] {
        var missing: [String] = []
        try db.execute(sql: "PRAGMA encoding = \(quoted(encoding))")
        for object in objects {
            do {
                try db.execute(sql: object.sql)
            } catch let error as DatabaseError {
                if error.isOutOfMemory { throw error }
                guard !virtual.contains(object.name) else {
                    missing.append(object.name)
                    continue
                }
                throw MigrationError(
                    .databaseUnusable,
                    "The schema's own text of \(object.type) \(object.name) is refused by SQLite: "
                        + error.plainMessage,
                    hint: "Drop or mend it; PRAGMA integrity_check may tell more.")
            }
        }
        if !statistics.isEmpty {
            try db.execute(sql: "ANALYZE sqlite_master")
            for row in statistics {
                try db.execute(
                    sql: "INSERT INTO sqlite_stat1 VALUES (?, ?, ?)",
                    arguments: StatementArguments(row))
            }
            try db.execute(sql: "ANALYZE sqlite_master")
        }
        return missing
    }
}
