import GRDB

/// The columns that a batch writes of the rows in its range, where it writes nothing else: with their key, they
/// are read by the key range.
struct RangeColumns: Sendable {
    let key: BatchKey
    let names: [String]
    private let sqlBefore: String
    private let sqlAfter: String

    /// Cells of a row: the key's, then the columns'.
    var width: Int { key.parts.count + names.count }

    init(_ key: BatchKey, _ filter: String?, names: [String]) {
        (self.key, self.names) = (key, names)
        let list = names.map { ", \(quoted(key.table)).\(quoted($0))" }.joined()
        let select = "SELECT \(key.list)\(list) FROM \(key.source) WHERE \(key.chunkRange)"
        sqlBefore = "\(select)\(and(filter)) ORDER BY \(key.list)"
        // The filter may hold no longer.
        sqlAfter = "\(select) ORDER BY \(key.list)"
    }

    /// Reads the rows that the work is about to change.
    ///
    /// - Parameter limit: from so many bytes on, the rest is left.
    /// - Returns: whether that is all of them.
    func readOld(
        _ db: Database, _ range: ChunkRange, into rows: inout ValueBuffer, limitInBytes: Int = .max
    ) throws -> Bool {
        rows.reserve(cells: range.rows * width)
        let statement = try statement(db, sqlBefore, range)
        defer { statement.reset() }
        while try statement.step() {
            rows.append(width, columnsOf: statement.handle)
            if rows.sizeInBytes >= limitInBytes {
                try statement.stop()
                return false
            }
        }
        return true
    }

    /// Stands before the range's rows as they are now.
    func rowsNow(_ db: Database, _ range: ChunkRange) throws -> RawStatement {
        try statement(db, sqlAfter, range)
    }

    private func statement(
        _ db: Database, _ sql: String, _ range: ChunkRange
    ) throws -> RawStatement {
        let statement = try RawStatement(db, sql)
        try statement.bind(first: range.first, last: range.last)
        return statement
    }

    /// The key of a row that was read.
    func key(ofRow row: Int, in rows: ValueBuffer) -> [StoredValue] {
        key.parts.indices.map { rows.value(at: row * width + $0) }
    }
}

extension BatchPlan {
    /// Nil where it may write something else.
    var rangeColumns: RangeColumns? {
        guard case .range(let columns) = coverage else { return nil }
        // The filter is asked here and once more by the work: where it may answer otherwise then, any row of the
        // range may turn out to be changed. So where it asks for other rows, too, which SQLite up to 3.40 may have
        // written by then, and for chance or time.
        let filter = isIndependent && isFilterSteady ? definition.filter : nil
        return RangeColumns(key, filter, names: columns)
    }
}
