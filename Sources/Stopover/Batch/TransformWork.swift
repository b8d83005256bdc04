import GRDB

/// `Transform`: reads a chunk's rows, calls the closure for each, and writes the results in one UPDATE over
/// the key range.
final class TransformWork: ChunkWork {
    private let plan: BatchPlan
    private let sql: RowSQL
    private let crew: TransformCrew
    private var page: Page
    private var feed: RowFeed?

    /// - Parameters:
    ///   - make: makes the closure, from the inputs of `sql` to its outputs.
    ///   - kept: the columns whose changes are told before they are written.
    init(
        plan: BatchPlan, sql: RowSQL, make: @escaping RowTransform.Maker,
        keeping kept: [WrittenColumn]?
    ) throws {
        (self.plan, self.sql) = (plan, sql)
        crew = try TransformCrew(PageTransform(plan, keeping: kept), make)
        page = Page(plan.key, sql, keepsOld: kept != nil)
    }

    func read(_ db: Database, _ next: NextChunk, _ pager: Pager) throws -> ChunkReading? {
        guard sql.takesAll else {
            return try pager.range(db, next).map { try read(db, $0, pager) }
        }
        // What is read is the chunk: where it ends need not be looked for before.
        guard let first = try pager.first(db, next) else { return nil }
        let (rows, rowCount, isFull) = try made(db, from: first, to: next.upper, limit: next.limit)
        let last = isFull || rowCount == next.limit ? page.lastKey : nil
        return ChunkReading(
            range: ChunkRange(first: first, last: last ?? next.upper, rows: rowCount), rows: rows)
    }

    private func read(_ db: Database, _ range: ChunkRange, _ pager: Pager) throws -> ChunkReading {
        let (rows, _, isFull) = try made(
            db, from: range.first, to: range.last, limit: range.rows)
        guard isFull, let last = page.lastKey else { return ChunkReading(range: range, rows: rows) }
        return ChunkReading(
            range: try pager.range(db, from: range.first, upTo: last), rows: rows)
    }

    /// Makes what is written of rows, of so many at most.
    ///
    /// - Returns: also how many were read, and whether it ended early because they take too much memory.
    private func made(
        _ db: Database, from first: [StoredValue], to last: [StoredValue], limit: Int
    ) throws -> (rows: TransformedRows, rowCount: Int, isFull: Bool) {
        var rows = crew.noRows
        rows.reserve(rows: limit, keyWidth: plan.key.columns.count, outputWidth: sql.outputCount)
        var (rowCount, isFull) = (0, false)
        try page.forEachPage(db, from: first, to: last, limit: limit) { page in
            try crew.transform(page, into: &rows)
            rowCount += page.rowCount
            isFull = rows.sizeInBytes >= Self.byteLimit
            return !isFull
        }
        return (rows, rowCount, isFull)
    }

    func write(_ db: Database, _ reading: ChunkReading) throws -> ChunkResult {
        var result = ChunkResult(refused: reading.rows?.refused ?? [])
        guard let rows = reading.rows, rows.count > 0, let write = sql.write else { return result }
        let feed = try self.feed ?? RowFeed(db)
        self.feed = feed
        let statement = try RawStatement(
            db, rows.count == reading.range.rows ? write.range : write.readyRows)
        try statement.bind(first: reading.range.first, last: reading.range.last)
        result.rowsChanged = try feed.lend(
            keys: rows.keys, outputs: rows.outputs.buffer, rowCount: rows.count
        ) { try statement.runCounting(db) }
        return result
    }

    func finish(_ db: Database) {
        feed?.remove()
        feed = nil
    }
}
