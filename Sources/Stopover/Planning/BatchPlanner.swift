import GRDB

/// Makes a batch's plan on the copy of the schema, where each of its statements is tried.
struct BatchPlanner {
    let clone: SchemaClone
    /// Whether the connection that runs the batch enforces foreign keys.
    let foreignKeys: Bool
    /// The engine's own.
    var tables = HistoryTables()

    func plan(_ definition: BatchDefinition) throws -> BatchPlan {
        let shape = try clone.read { try TableShape($0, table: definition.table) }
        guard let shape else {
            throw MigrationError(
                .invalidSQL, "There is no table \(definition.table) to page",
                hint: "Name a table that exists when the step runs.")
        }
        let key = try BatchKey(shape, asked: definition.keyColumns)
        let sql = BatchSQL(key, definition)
        try refuseScan(sql.lastOfChunk, key, whose: "The key of \(key.table)")
        let statements = try chunkStatements(definition, key)
        let effects = try effects(definition, key, sql, statements)
        try refuseKeyWrites(effects, key, of: shape)
        let coverage = try clone.read {
            try RowCoverage($0, definition.work, key, effects, except: tables)
        }
        let isIndependent = try isIndependent(sql, coverage)
        let assignments = isIndependent ? RowAssignments(definition) : nil
        return BatchPlan(
            definition: definition, key: key, sql: sql, statements: statements,
            writes: Set(effects.writtenTables),
            mayLoseData: effects.mayLoseData || definition.work.isOpaque,
            mayEndFilter: try mayEndFilter(definition, sql, effects),
            coverage: coverage, isIndependent: isIndependent,
            written: try written(
                assignments?.columns ?? definition.work.writing, coverage, shape),
            updateSQL: try assignments.flatMap { try updateSQL($0, key) },
            isFilterSteady: try isSteady([definition.filter]),
            functions: SQLTokenizer.functionNames(
                in: [definition.filter, assignments?.filter].compactMap(\.self)
                    + (assignments?.expressions ?? [])),
            deferrableIndexes: try deferrableIndexes(key, sql, statements))
    }

    /// Of a closure that may write anything there are none: it has no statement to look at. What is asked
    /// once a pass may well read the table instead.
    private func deferrableIndexes(
        _ key: BatchKey, _ sql: BatchSQL, _ statements: [String]
    ) throws -> [DeferrableIndex] {
        try DeferrableIndexes(
            clone: clone, key: key,
            writing: statements + [sql.rows.write?.range].compactMap(\.self),
            reading: sql.rows.page.all + [sql.matchingInChunk].compactMap(\.self)
        ).all()
    }

    /// The statements of a chunk with the key range in its place.
    private func chunkStatements(_ definition: BatchDefinition, _ key: BatchKey) throws -> [String]
    {
        let range = key.chunkRange + and(definition.filter)
        switch definition.work {
        case .update(let set):
            return ["UPDATE \(key.source) SET \(set)\nWHERE \(range)"]
        case .statements(let sql):
            let text = ChunkTemplate.replacingChunk(in: sql, with: range)
            return try clone.read { db in
                var all: [String] = []
                let cursor = try db.allStatements(sql: text)
                while let statement = try cursor.next() { all.append(statement.sql) }
                return all
            }
        case .transform, .forEachRow: return []
        }
    }

    /// Runs the batch's statements on the copy, where they find no row.
    private func effects(
        _ definition: BatchDefinition, _ key: BatchKey, _ sql: BatchSQL, _ statements: [String]
    ) throws -> StepEffects {
        for statement in statements {
            if let refusal = StatementRule(inTransaction: true).refusal(
                of: SQLStatementKind(statement))
            {
                throw refusal
            }
        }
        let paging = [sql.firstOfPass, sql.firstOfChunk, sql.highest]
        let matching = [sql.matching, sql.matchingInChunk].compactMap(\.self)
        let rows = sql.rows
        let all =
            rows.page.all + paging + matching + (rows.write?.all ?? []) + rows.pageWithOld.all
        return try clone.effects(foreignKeys: foreignKeys, inTransaction: true) { db in
            let feed = try RowFeed(db)
            defer { feed.remove() }
            let schemaVersion: Int64 = try db.schemaVersion()
            for statement in all + statements {
                let prepared = try db.makeStatement(sql: statement)
                try Self.refuseUnknownParameters(prepared, key)
                prepared.setUncheckedArguments(Self.trialArguments)
                if prepared.isReadonly {
                    _ = try Row.fetchOne(prepared)
                } else {
                    try prepared.execute()
                }
            }
            guard try db.schemaVersion() == schemaVersion else {
                throw MigrationError(
                    .invalidSQL, "The batch on \(key.table) changes the schema",
                    hint:
                        "Change it in a step of its own: a batch's statements run with each chunk.")
            }
            for statement in statements
            where ChunkTemplate.names(in: statement).contains("_first_0") {
                try refuseScan(
                    statement, key, whose: "A statement of the batch on \(key.table)", db)
            }
        }
    }

    /// Keys are NULL; a LIMIT and an OFFSET must be numbers.
    static let trialArguments: StatementArguments = ["_skip": 0, "_limit": 0]

    private static func refuseUnknownParameters(_ statement: Statement, _ key: BatchKey) throws {
        let known = ChunkParameters.names(key)
        for name in ChunkTemplate.names(in: statement.sql).sorted()
        where !known.contains(name) && !name.hasPrefix("_") {
            throw MigrationError(
                .invalidSQL, "The parameter :\(name) in the batch on \(key.table) has no value",
                hint: "A batch binds "
                    + (["chunk"] + known.sorted()).map { ":\($0)" }.joined(separator: ", ") + ".")
        }
    }

    /// Whether the batch writes its own rows alone, and its `where` asks for no other ones.
    private func isIndependent(_ sql: BatchSQL, _ coverage: RowCoverage) throws -> Bool {
        guard case .range = coverage else { return false }
        return try clone.read { try Self.queryPlan(of: sql.rows.page.first, $0) }.count == 1
    }

    /// Nil where the values, or the rows that it takes, may be others when they are written: they depend on other
    /// rows, which other chunks write, on the connection, chance or time. Nil also for some rows of a key that is not
    /// one integer: by that a feed finds its rows faster than SQLite would the others out.
    private func updateSQL(_ assignments: RowAssignments, _ key: BatchKey) throws -> RowSQL? {
        let sql = RowSQL(
            key, filter: assignments.filter, reading: assignments.expressions,
            writing: assignments.columns)
        guard sql.takesAll || key.index == nil,
            try isSteady(assignments.expressions + [assignments.filter])
        else { return nil }
        let isOfRowAlone = try clone.read { db in
            let feed = try RowFeed(db)
            defer { feed.remove() }
            return try (sql.pageWithOld.all + (sql.write?.all ?? [])).allSatisfy {
                try Self.queryPlan(of: $0, db).count == 1
            }
        }
        return isOfRowAlone ? sql : nil
    }

    private func isSteady(_ sql: [String?]) throws -> Bool {
        let names = SQLTokenizer.functionNames(in: sql.compactMap(\.self))
        return try clone.read { try $0.sqlFunctions(named: names) }.allSatisfy(\.isSteady)
    }

    /// Nil also where a constraint's ON CONFLICT may leave a row out.
    private func written(
        _ names: [String], _ coverage: RowCoverage, _ shape: TableShape
    ) throws -> [WrittenColumn]? {
        guard case .range = coverage, !names.isEmpty else { return nil }
        let mayLeaveOut = try clone.read { db in
            try Bool.fetchOne(
                db,
                sql: """
                    SELECT EXISTS (SELECT 1 FROM sqlite_master
                    WHERE tbl_name = ? COLLATE NOCASE AND instr(lower(sql), 'conflict'))
                    """, arguments: [shape.name])
        }
        guard mayLeaveOut == false else { return nil }
        let columns = names.compactMap { name in
            shape.column(name).map {
                WrittenColumn(name: $0.name, affinity: Affinity(type: $0.type))
            }
        }
        return Set(columns.map(\.name)).count == names.count ? columns : nil
    }

    /// What SQLite does for the statement, a line for each table and subquery that it reads.
    private static func queryPlan(of statement: String, _ db: Database) throws -> [String] {
        let explained = try db.makeStatement(sql: "EXPLAIN QUERY PLAN " + statement)
        explained.setUncheckedArguments(trialArguments)
        return try Row.fetchAll(explained).map { $0["detail"] as String }
    }

    private func refuseScan(_ statement: String, _ key: BatchKey, whose subject: String) throws {
        try clone.read { try refuseScan(statement, key, whose: subject, $0) }
    }

    /// The key's range must be searched, not scanned, and nothing sorted.
    private func refuseScan(
        _ statement: String, _ key: BatchKey, whose subject: String, _ db: Database
    ) throws {
        let details = try Self.queryPlan(of: statement, db)
        let isOwn = statement.hasSuffix(":_skip")
        let bad = details.first { detail in
            detail == "SCAN \(key.table)" || detail.hasPrefix("SCAN \(key.table) ")
                || (isOwn && detail.hasPrefix("USE TEMP B-TREE"))
        }
        guard let bad else { return }
        throw MigrationError(
            .unusableKey, "\(subject) would be read from end to end for every chunk (\(bad))",
            hint: "Page by the columns of one index, all ascending or all descending, with its own "
                + "collations; in SQL let :chunk stand as a condition of its own, joined by AND.")
    }

    private func refuseKeyWrites(
        _ effects: StepEffects, _ key: BatchKey, of shape: TableShape
    ) throws {
        let written = effects.writes.first { FoldedName($0.key) == FoldedName(key.table) }?.value
        let columns = Set((written ?? []).map(FoldedName.init))
        // A rowid that is written under one of its own names is reported by this one.
        let writesRowID =
            written?.contains("ROWID") == true && !shape.columns.contains { $0.name == "ROWID" }
        let isWritten = { column in
            columns.contains(FoldedName(column)) || (key.index == nil && writesRowID)
        }
        guard let column = key.columns.first(where: isWritten) else { return }
        throw MigrationError(
            .unusableKey, "The batch writes \(column) of \(key.table), which it pages by",
            hint: "Page by another key (key:), or change the column in a schema step.")
    }

    private func mayEndFilter(
        _ definition: BatchDefinition, _ sql: BatchSQL, _ effects: StepEffects
    ) throws -> Bool {
        guard let matching = sql.matching else { return false }
        if case .forEachRow = definition.work { return true }
        let events =
            effects.writes.map { DatabaseEventKind.update(tableName: $0, columnNames: $1) }
            + effects.inserts.map { .insert(tableName: $0) }
            + effects.deletes.map { .delete(tableName: $0) }
        return try clone.read { db in
            let region = try db.makeStatement(sql: matching).databaseRegion
            return events.contains(where: region.isModified(byEventsOfKind:))
        }
    }
}

/// What a chunk's statements may ask for by name, besides the engine's own parameters.
enum ChunkParameters {
    /// `first`, `last`; with a composite key `first_a`, `last_a` for each column a.
    static func names(_ key: BatchKey) -> Set<String> {
        guard key.columns.count > 1 else { return ["first", "last"] }
        return Set(key.columns.flatMap { ["first_\($0)", "last_\($0)"] })
    }
}
