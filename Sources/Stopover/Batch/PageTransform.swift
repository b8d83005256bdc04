import GRDB

/// Makes of a page's rows what is to be written.
struct PageTransform: Sendable {
    private let plan: BatchPlan
    /// The columns whose changes are told before they are written.
    private let kept: [WrittenColumn]?

    init(_ plan: BatchPlan, keeping kept: [WrittenColumn]?) {
        (self.plan, self.kept) = (plan, kept)
    }

    /// What there is before the first row.
    var noRows: TransformedRows { TransformedRows(plan.key, keeping: kept) }

    /// Calls the closure for rows of a page.
    func run(
        _ page: Page, _ range: Range<Int>, _ body: RowTransform.Body,
        into rows: inout TransformedRows
    ) throws {
        failpoint(.beforeTransform)
        defer { failpoint(.afterTransform) }
        var refused: [Int] = []
        try page.forEachRow(in: range) { row, input in
            let cells = rows.outputs.buffer.cells.count
            let bytes = rows.outputs.buffer.bytes.count
            do {
                try body(input, &rows.outputs)
            } catch {
                rows.outputs.buffer.truncate(toCellCount: cells, byteCount: bytes)
                rows.refused.append(try plan.refusal(of: page.key(row), error))
                refused.append(row)
            }
        }
        rows.append(page, range, except: refused)
    }
}
