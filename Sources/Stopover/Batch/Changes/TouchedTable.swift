import GRDB

/// Reads what became of the rows of one table that were touched.
struct TouchedTable {
    private let name: String
    private let keyColumns: [String]
    /// Whole rows: the key's columns first, then the others that are stored.
    private let columns: [String]
    private let sql: String

    /// - Parameters:
    ///   - table: as it was noted; its rows are looked up by rowid or primary key.
    ///   - key: what an undo will find them by.
    init(_ db: Database, _ table: TouchedRows.Table, _ key: BatchKey) throws {
        let shape = try TableShape(db, table: table.name)
        let stored = (shape?.columns ?? []).filter { !$0.isGenerated }.map(\.name)
        name = table.name
        keyColumns = key.columns
        columns = keyColumns + stored.filter { !key.columns.contains($0) }
        let locators =
            table.keyColumns.isEmpty
            ? [shape?.rowIDName ?? "rowid"] : table.keyColumns.map { quoted($0.name) }
        let condition = locators.enumerated().map { "\($1) = ?\($0 + 1)" }
        sql = """
            SELECT \(columns.map(quoted).joined(separator: ", ")) FROM \(quoted(name)) \
            WHERE \(condition.joined(separator: " AND "))
            """
    }

    /// The rows that are not what they were, those that only came and went left out.
    func changes(
        _ db: Database, _ past: Database, _ touched: TouchedRows.Table
    ) throws -> [RowChanges] {
        let (before, after) = (try RawStatement(past, sql), try RawStatement(db, sql))
        defer {
            before.reset()
            after.reset()
        }
        var rows = ChangedRows(keyWidth: keyColumns.count, width: columns.count)
        rows.isKeyed = !touched.keys.isEmpty
        for rowID in touched.rowIDs {
            for statement in [before, after] {
                statement.reset()
                try statement.bind(StoredValue(.integer(rowID)), at: 1)
            }
            try rows.add(before, after)
        }
        for key in touched.keys {
            for statement in [before, after] {
                statement.reset()
                for (index, value) in key.enumerated() {
                    try statement.bind(value, at: Int32(index + 1))
                }
            }
            try rows.add(before, after)
        }
        return rows.groups(table: name, columns: columns)
    }
}

/// Rows as they were and as they are, whole and side by side.
private struct ChangedRows {
    let keyWidth: Int
    let width: Int
    private var before = ValueBuffer()
    private var after = ValueBuffer()
    /// Of both.
    private var updatedCount = 0
    private var inserted = ValueBuffer()
    private var deleted = ValueBuffer()
    /// Columns that an updated row has changed.
    private var isChanged: [Bool]
    /// Rows are looked up by key, and under a collation two spellings of one find the same row.
    var isKeyed = false
    private var seen: Set<[StoredValue]> = []

    init(keyWidth: Int, width: Int) {
        self.keyWidth = keyWidth
        self.width = width
        isChanged = Array(repeating: false, count: width)
    }

    mutating func add(_ past: RawStatement, _ present: RawStatement) throws {
        let (wasThere, isThere) = (try past.step(), try present.step())
        if isKeyed {
            let keys = key(wasThere ? past : nil) + key(isThere ? present : nil)
            guard seen.insert(keys).inserted else { return }
        }
        switch (wasThere, isThere) {
        case (false, false): break
        case (true, false): deleted.append(width, columnsOf: past.handle)
        case (false, true): inserted.append(width, columnsOf: present.handle)
        case (true, true): addUpdated(past, present)
        }
    }

    private func key(_ row: RawStatement?) -> [StoredValue] {
        (0..<Int32(keyWidth)).map { row?.value(at: $0) ?? .null }
    }

    private mutating func addUpdated(_ past: RawStatement, _ present: RawStatement) {
        let (start, beforeBytes, afterBytes) = (
            before.cells.count, before.bytes.count, after.bytes.count
        )
        before.append(width, columnsOf: past.handle)
        after.append(width, columnsOf: present.handle)
        var isSame = true
        for column in 0..<width
        where !before.isSame(at: start + column, as: after, at: start + column) {
            isChanged[column] = true
            isSame = false
        }
        if isSame {
            before.truncate(toCellCount: start, byteCount: beforeBytes)
            after.truncate(toCellCount: start, byteCount: afterBytes)
        } else {
            updatedCount += 1
        }
    }

    func groups(table: String, columns: [String]) -> [RowChanges] {
        let changed = (0..<width).filter { isChanged[$0] }
        let updated = group(
            table, .updated, columns, changed, rowCount: updatedCount, old: before, new: after)
        let others = Array(keyWidth..<width)
        let deleted = group(
            table, .deleted, columns, others, rowCount: deleted.cells.count / width, old: deleted)
        let inserted = group(
            table, .inserted, columns, others, rowCount: inserted.cells.count / width, new: inserted
        )
        return [deleted, updated, inserted].filter { $0.rowCount > 0 }
    }

    /// - Parameter picked: the columns that are kept beside the key.
    private func group(
        _ table: String, _ kind: RowChanges.Kind, _ columns: [String], _ picked: [Int],
        rowCount: Int, old: ValueBuffer = ValueBuffer(), new: ValueBuffer = ValueBuffer()
    ) -> RowChanges {
        var rows = RowChanges(
            table: table, kind: kind, keyColumns: Array(columns[..<keyWidth]),
            columns: picked.map { columns[$0] })
        // The key that finds the row after the chunk; of a deleted one there is only the old.
        let keys = kind == .deleted ? old : new
        for row in 0..<rowCount {
            let start = row * width
            rows.append(
                key: { cells in for index in 0..<keyWidth { cells.append(keys, at: start + index) }
                },
                old: { cells in for index in picked { cells.append(old, at: start + index) } },
                new: { cells in for index in picked { cells.append(new, at: start + index) } })
        }
        return rows
    }
}
