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

    func read(_ db: Database, _ range: ChunkRange, _ pager: Pager) throws -> ChunkReading {
        var rows = crew.noRows
        rows.keys.reserve(cells: range.rows * plan.key.columns.count)
        rows.outputs.buffer.reserve(cells: range.rows * sql.outputCount)
        rows.changes?.reserve(rows: range.rows)
        var range = range
        try page.forEachPage(db, range) { page in
            try crew.transform(page, into: &rows)
            guard rows.sizeInBytes >= Self.byteLimit, let last = page.lastKey else { return true }
            range = try pager.range(db, from: range.first, upTo: last)
            return false
        }
        return ChunkReading(range: range, rows: rows)
    }

    func write(_ db: Database, _ reading: ChunkReading) throws -> ChunkResult {
        let rows = reading.rows
        var result = ChunkResult(refused: rows.refused)
        guard rows.count > 0, let write = sql.write else { return result }
        let feed = try self.feed ?? RowFeed(db)
        self.feed = feed
        let statement = try RawStatement(
            db, rows.count == reading.range.rows ? write.range : write.readyRows)
        try statement.bind(reading.range.first, as: .first)
        try statement.bind(reading.range.last, as: .last)
        let before = db.totalChanges
        try feed.lend(keys: rows.keys, outputs: rows.outputs.buffer, rowCount: rows.count) {
            try statement.run()
        }
        if db.totalChanges != before { result.rowsChanged = db.lastChanges }
        return result
    }

    func finish(_ db: Database) {
        feed?.remove()
        feed = nil
    }
}
