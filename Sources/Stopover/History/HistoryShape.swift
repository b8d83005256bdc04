import GRDB

/// Which of the engine's tables a database has, and with which columns.
struct HistoryShape: Sendable {
    let tables: HistoryTables
    /// By table, in small letters.
    private var columns: [FoldedName: Set<String>] = [:]

    /// - Throws: `foreignHistory` where a table of one of the names is another tool's: one that the
    ///   engine could not read and write.
    init(_ db: Database, _ tables: HistoryTables) throws {
        self.tables = tables
        var views: Set<FoldedName> = []
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT m.name, m.type, lower(c.name)
                FROM main.sqlite_master AS m, pragma_table_info(m.name, 'main') AS c
                WHERE m.type IN ('table', 'view')
                AND m.name COLLATE NOCASE IN (\(tables.all.map { _ in "?" }.joined(separator: ", ")))
                """,
            arguments: StatementArguments(tables.all))
        for row in rows {
            let table = FoldedName(row[0])
            columns[table, default: []].insert(row[2])
            if row[1] == "view" { views.insert(table) }
        }
        for (table, needed) in tables.neededColumns where has(table) {
            if views.contains(FoldedName(table)) { throw tables.foreign(table, "is not a table") }
            for name in needed where !has(name, in: table) {
                throw tables.foreign(table, "has no column \(name)")
            }
        }
        try refuseFurtherColumns()
    }

    func has(_ table: String) -> Bool {
        columns[FoldedName(table)] != nil
    }

    func has(_ column: String, in table: String) -> Bool {
        columns[FoldedName(table)]?.contains(column) ?? false
    }

    /// Every table is there, with every column.
    var isComplete: Bool {
        tables.all.allSatisfy(has) && missingColumns.isEmpty
    }

    /// Columns that tables which exist lack.
    var missingColumns: [(table: String, name: String, type: String)] {
        [
            (tables.history, HistoryTables.furtherColumns),
            (tables.checkpoints, HistoryTables.furtherCheckpointColumns),
        ].flatMap { table, columns in
            has(table)
                ? columns.filter { !has($0.0, in: table) }.map { (table, $0.0, $0.1) } : []
        }
    }

    /// A table by hand or by an earlier tool has three columns. More than these are known as the
    /// engine's by `run_id`: other tools' may be NOT NULL, or mean something else by `checksum`.
    private func refuseFurtherColumns() throws {
        guard has(tables.history), !has("run_id", in: tables.history) else { return }
        let further = columns[FoldedName(tables.history), default: []]
            .subtracting(HistoryTables.adoptedColumns)
        guard let name = further.min() else { return }
        throw tables.foreign(tables.history, "has the column \(name)")
    }
}

extension HistoryTables {
    /// What a history that an earlier tool made has.
    static let adoptedColumns = ["version", "name", "applied_at"]

    /// What tells the engine's tables from others of these names.
    fileprivate var neededColumns: [(table: String, columns: [String])] {
        [
            (history, Self.adoptedColumns),
            (log, ["event", "version", "name", "run_id", "message"]),
            (checkpoints, ["version", "run_id", "direction", "step", "statement", "chunk"]),
            (checkpointKeys, ["version", "position", "last", "upper"]),
            (quarantine, ["version", "step", "table_name", "key", "reason"]),
            (conflicts, ["version", "table_name", "key", "column_name", "kind"]),
        ]
    }

    func foreign(_ table: String, _ reason: String) -> MigrationError {
        MigrationError(
            .foreignHistory, "The table \(table) \(reason): it is another tool's",
            hint: "Choose another name with --history-table (historyTable: in Swift).")
    }
}
