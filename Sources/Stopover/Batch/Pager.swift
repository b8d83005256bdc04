import GRDB

/// The keys of one chunk and how many rows are between them.
struct ChunkRange: Sendable, Hashable {
    let first: [StoredValue]
    let last: [StoredValue]
    let rows: Int
}

/// What is asked for as the next chunk.
struct NextChunk: Sendable, Hashable {
    /// The last key that is done; nil at the beginning of a pass.
    let previous: [StoredValue]?
    /// The highest key of the pass.
    let upper: [StoredValue]
    /// Rows at most.
    let limit: Int
}

/// Walks a table by its key, chunk by chunk. Reads in the caller's transaction, so that what it finds
/// is what the chunk changes.
struct Pager {
    let plan: BatchPlan

    /// The highest key; nil of an empty table.
    func highest(_ db: Database) throws -> [StoredValue]? {
        try RawStatement(db, plan.sql.highest).firstRow()
    }

    func rowCount(_ db: Database) throws -> Int {
        try count(RawStatement(db, plan.sql.rowsOfTable))
    }

    /// How many rows there are, where that is soon known: of more than so many it is nil.
    func rowCount(_ db: Database, upTo limit: Int) throws -> Int? {
        let statement = try RawStatement(db, plan.sql.someRowsOfTable)
        try statement.bind(StoredValue(.integer(Int64(limit) + 1)), named: ":_limit")
        let rowCount = try count(statement)
        return rowCount > limit ? nil : rowCount
    }

    /// The first key of the next chunk; nil where no rows are left.
    func first(_ db: Database, _ next: NextChunk) throws -> [StoredValue]? {
        failpoint(.beforePageRead)
        defer { failpoint(.afterPageRead) }
        let head = try RawStatement(
            db, next.previous == nil ? plan.sql.firstOfPass : plan.sql.firstOfChunk)
        if let previous = next.previous { try head.bind(previous, as: .previous) }
        try head.bind(next.upper, as: .upper)
        return try head.firstRow()
    }

    /// The next chunk; nil where no rows are left.
    func range(_ db: Database, _ next: NextChunk) throws -> ChunkRange? {
        guard let first = try first(db, next) else { return nil }
        let tail = try RawStatement(db, plan.sql.lastOfChunk)
        try tail.bind(first, as: .first)
        try tail.bind(next.upper, as: .upper)
        try tail.bind(StoredValue(.integer(Int64(next.limit - 1))), named: ":_skip")
        if let last = try tail.firstRow() {
            return ChunkRange(first: first, last: last, rows: next.limit)
        }
        // Fewer are left than the chunk may have: it ends at the upper bound.
        return try self.range(db, from: first, upTo: next.upper)
    }

    /// All rows between two keys.
    func range(
        _ db: Database, from first: [StoredValue], upTo last: [StoredValue]
    ) throws -> ChunkRange {
        let counting = try RawStatement(db, plan.sql.rowsOfChunk)
        try counting.bind(first: first, last: last)
        return ChunkRange(first: first, last: last, rows: try count(counting))
    }

    /// Rows of the chunk that the filter still takes, counted up to `limit`.
    func matching(_ db: Database, in range: ChunkRange, limit: Int) throws -> Int {
        guard let sql = plan.sql.matchingInChunk else { return 0 }
        let statement = try RawStatement(db, sql)
        try statement.bind(first: range.first, last: range.last)
        try statement.bind(StoredValue(.integer(Int64(limit))), named: ":_limit")
        return try count(statement)
    }

    /// Rows of the table that the filter takes, counted up to `limit`.
    func matching(_ db: Database, limit: Int) throws -> Int {
        guard let sql = plan.sql.matching else { return 0 }
        let statement = try RawStatement(db, sql)
        try statement.bind(StoredValue(.integer(Int64(limit))), named: ":_limit")
        return try count(statement)
    }

    private func count(_ statement: RawStatement) throws -> Int {
        guard case .integer(let count)? = try statement.firstRow()?.first?.content else { return 0 }
        return Int(count)
    }
}

extension RawStatement {
    /// Binds a key to the engine's parameters of a bound.
    func bind(_ key: [StoredValue], as bound: BatchKey.Bound) throws {
        for (position, value) in key.enumerated() {
            try bind(value, named: ":" + bound.parameter(position))
        }
    }

    /// Binds the ends of a chunk.
    func bind(first: [StoredValue], last: [StoredValue]) throws {
        try bind(first, as: .first)
        try bind(last, as: .last)
    }

    /// Runs it to its end.
    ///
    /// - Returns: how many rows it changed.
    func runCounting(_ db: Database) throws -> Int {
        let before = db.totalChanges
        try run()
        // changes() keeps the count of an earlier statement when this one writes no row.
        return db.totalChanges == before ? 0 : db.lastChanges
    }
}
