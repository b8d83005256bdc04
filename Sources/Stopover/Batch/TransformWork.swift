import GRDB

/// `Transform`: reads a chunk's rows, calls the closure for each, and writes the results in one UPDATE over
/// the key range.
final class TransformWork: ChunkWork {
    private let plan: BatchPlan
    private let body: RowTransform.Body
    private var page: Page
    private var feed: RowFeed?
    /// The columns whose changes are told before they are written.
    private let kept: [WrittenColumn]?

    /// What a chunk may hold in memory; it ends early at the page that reaches it.
    static let byteLimit = 8 << 20

    init(plan: BatchPlan, transform: @escaping RowTransform.Body, keeping kept: [WrittenColumn]?) {
        self.plan = plan
        body = transform
        self.kept = kept
        page = Page(plan, keepsOld: kept != nil)
    }

    func read(_ db: Database, _ range: ChunkRange, _ pager: Pager) throws -> ChunkReading {
        var rows = TransformedRows()
        if let kept {
            rows.changes = RowChanges(
                table: plan.key.table, kind: .updated, keyColumns: plan.key.columns,
                columns: kept.map(\.name))
        }
        rows.keys.reserve(cells: range.rows * plan.key.columns.count)
        rows.outputs.buffer.reserve(cells: range.rows * plan.definition.work.writing.count)
        rows.changes?.reserve(rows: range.rows)
        var range = range
        try page.forEachPage(db, range) { page in
            try transform(page, &rows)
            guard rows.sizeInBytes >= Self.byteLimit, let last = page.lastKey else { return true }
            range = try pager.range(db, from: range.first, upTo: last)
            return false
        }
        return ChunkReading(range: range, rows: rows)
    }

    private func transform(_ page: Page, _ rows: inout TransformedRows) throws {
        failpoint(.beforeTransform)
        defer { failpoint(.afterTransform) }
        let refusals = plan.definition.refusals
        try page.forEachRow { row, input in
            let cells = rows.outputs.buffer.cells.count
            let bytes = rows.outputs.buffer.bytes.count
            do {
                try body(input, &rows.outputs)
                page.appendKey(row, to: &rows.keys)
                rows.count += 1
                noteChange(page, row, &rows)
            } catch {
                rows.outputs.buffer.truncate(toCellCount: cells, byteCount: bytes)
                let refused = RefusedRow(key: page.key(row), reason: error.publicDescription)
                guard refusals != .stop else {
                    throw RowFailure(table: plan.key.table, columns: plan.key.columns, row: refused)
                }
                rows.refused.append(refused)
            }
        }
    }

    /// Notes the row as it is and as it will be, where it will be another.
    private func noteChange(_ page: Page, _ row: Int, _ rows: inout TransformedRows) {
        guard let kept, rows.changes != nil else { return }
        let (start, old) = ((rows.count - 1) * kept.count, row * page.width + page.inputEnd)
        let new = rows.outputs.buffer
        let isSure = kept.indices.allSatisfy { kept[$0].affinity.keeps(new.cells[start + $0]) }
        guard isSure else {
            rows.changes = nil
            return
        }
        let isSame = kept.indices.allSatisfy {
            new.isSame(at: start + $0, as: page.values, at: old + $0)
        }
        guard !isSame else { return }
        rows.changes?.append(
            key: { page.appendKey(row, to: &$0) },
            old: { cells in
                for index in kept.indices { cells.append(page.values, at: old + index) }
            },
            new: { cells in
                for index in kept.indices { cells.append(new, at: start + index) }
            })
    }

    func write(_ db: Database, _ reading: ChunkReading) throws -> ChunkResult {
        let rows = reading.rows
        var result = ChunkResult(refused: rows.refused)
        guard rows.count > 0, let sql = plan.sql.writeRange, let sparse = plan.sql.writeReadyRows
        else { return result }
        let feed = try self.feed ?? RowFeed(db)
        self.feed = feed
        let statement = try RawStatement(db, rows.count == reading.range.rows ? sql : sparse)
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

/// Rows of a chunk that a closure was called for, in the order of their keys.
struct TransformedRows: Sendable {
    var count = 0
    /// As many cells a row as the key has columns.
    var keys = ValueBuffer()
    /// As many cells a row as are written.
    var outputs = RowOutput()
    var refused: [RefusedRow] = []
    /// What will be changed; nil where that is seen only when it is written.
    var changes: RowChanges?

    var sizeInBytes: Int {
        keys.sizeInBytes + outputs.buffer.sizeInBytes + (changes?.sizeInBytes ?? 0)
    }
}

/// A closure failed on a row, and the step does not quarantine.
struct RowFailure: Error {
    let table: String
    let columns: [String]
    let row: RefusedRow
}
