import GRDB

/// What a batch changes that writes known columns of the rows in its range, and nothing else: the columns
/// are read by the key range before and after the work.
final class RangeRecorder: ChangeRecorder {
    private let key: BatchKey
    private let columns: [String]
    private let sqlBefore: String
    private let sqlAfter: String
    /// Scratch: key and columns of each row as it was.
    private var before = ValueBuffer()
    private var after = ValueBuffer()

    private var width: Int { key.parts.count + columns.count }

    init(_ plan: BatchPlan, columns: [String]) {
        key = plan.key
        self.columns = columns
        let list = columns.map { ", \(quoted(plan.key.table)).\(quoted($0))" }.joined()
        let select =
            "SELECT \(plan.key.list)\(list) FROM \(plan.key.source) WHERE \(plan.key.chunkRange)"
        let filter = plan.definition.filter.map { " AND (\($0)\n)" } ?? ""
        sqlBefore = "\(select)\(filter) ORDER BY \(plan.key.list)"
        // The filter may hold no longer.
        sqlAfter = "\(select) ORDER BY \(plan.key.list)"
    }

    func record(
        _ db: Database, _ range: ChunkRange, _ work: () throws -> ChunkResult
    ) throws -> (result: ChunkResult, changes: ChunkChanges) {
        try readBefore(db, range)
        let result = try work()
        var rows = RowChanges(
            table: key.table, kind: .updated, keyColumns: key.columns, columns: columns)
        rows.reserve(rows: range.rows)
        try compare(db, range, &rows)
        return (result, ChunkChanges(groups: rows.rowCount > 0 ? [rows] : []))
    }

    private func readBefore(_ db: Database, _ range: ChunkRange) throws {
        before.removeAll()
        before.reserve(cells: range.rows * width)
        let statement = try statement(db, sqlBefore, range)
        defer { statement.reset() }
        while try statement.step() { append(statement, to: &before) }
    }

    /// Goes over the chunk's rows as they are now, those that were read before among them, in order.
    private func compare(_ db: Database, _ range: ChunkRange, _ rows: inout RowChanges) throws {
        let statement = try statement(db, sqlAfter, range)
        defer { statement.reset() }
        let keyWidth = key.parts.count
        for start in stride(from: 0, to: before.cells.count, by: width) {
            repeat {
                guard try statement.step() else { throw rowsMoved }
                after.removeAll()
                append(statement, to: &after)
            } while !(0..<keyWidth).allSatisfy { after.isSame(at: $0, as: before, at: start + $0) }
            let columns = keyWidth..<width
            if columns.allSatisfy({ after.isSame(at: $0, as: before, at: start + $0) }) { continue }
            rows.append(
                key: { cells in for index in 0..<keyWidth { cells.append(after, at: index) } },
                old: { cells in for index in columns { cells.append(before, at: start + index) } },
                new: { cells in for index in columns { cells.append(after, at: index) } })
        }
    }

    private func append(_ statement: RawStatement, to buffer: inout ValueBuffer) {
        for column in 0..<Int32(width) { buffer.append(column: column, of: statement.handle) }
    }

    private func statement(
        _ db: Database, _ sql: String, _ range: ChunkRange
    ) throws -> RawStatement {
        let statement = try RawStatement(db, sql)
        try statement.bind(range.first, as: .first)
        try statement.bind(range.last, as: .last)
        return statement
    }

    /// The plan had found nothing that could do it.
    private var rowsMoved: MigrationError {
        .uncovered("rows of \(key.table) were deleted, or their key was changed, meanwhile")
    }
}
