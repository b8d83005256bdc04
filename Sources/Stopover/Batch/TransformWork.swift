import GRDB

/// `Transform`: reads a page, calls the closure for each of its rows, writes the results by key.
final class TransformWork: ChunkWork {
    private let plan: BatchPlan
    private let body: RowTransform.Body
    private var page: Page
    private var outputs = RowOutput()
    /// Rows of the page that were transformed, in order.
    private var ready: [Int] = []

    init(plan: BatchPlan, transform: @escaping RowTransform.Body) {
        self.plan = plan
        body = transform
        page = Page(plan)
    }

    func perform(_ db: Database, _ range: ChunkRange) throws -> ChunkResult {
        var result = ChunkResult()
        try page.forEachPage(db, plan, range) { page in
            try transform(page, &result)
            result.rowsChanged += try write(page, db)
        }
        return result
    }

    private func transform(_ page: Page, _ result: inout ChunkResult) throws {
        outputs.buffer.removeAll()
        ready.removeAll(keepingCapacity: true)
        let refusals = plan.definition.refusals
        try page.forEachRow { row, input in
            let cells = outputs.buffer.cells.count
            let bytes = outputs.buffer.bytes.count
            do {
                try body(input, &outputs)
                ready.append(row)
            } catch {
                outputs.buffer.truncate(toCellCount: cells, byteCount: bytes)
                let refused = RefusedRow(key: page.key(row), reason: error.publicDescription)
                guard refusals != .stop else {
                    throw RowFailure(table: plan.key.table, columns: plan.key.columns, row: refused)
                }
                result.refused.append(refused)
            }
        }
    }

    private func write(_ page: Page, _ db: Database) throws -> Int {
        guard let sql = plan.sql.updateRow else { return 0 }
        let statement = try RawStatement(db, sql)
        defer { statement.reset() }
        let width = plan.definition.work.writing.count
        var changed = 0
        try outputs.buffer.withBytes { outputBytes in
            try page.values.withBytes { keyBytes in
                for (index, row) in ready.enumerated() {
                    for column in 0..<width {
                        try statement.check(
                            outputs.buffer.bind(
                                index * width + column, at: outputBytes, to: Int32(column + 1),
                                of: statement.handle))
                    }
                    for position in 0..<page.keyWidth {
                        try statement.check(
                            page.values.bind(
                                row * page.width + position, at: keyBytes,
                                to: Int32(width + position + 1), of: statement.handle))
                    }
                    _ = try statement.step()
                    changed += db.lastChanges
                    statement.reset()
                }
            }
        }
        return changed
    }
}

/// A closure failed on a row, and the step does not quarantine.
struct RowFailure: Error {
    let table: String
    let columns: [String]
    let row: RefusedRow
}
