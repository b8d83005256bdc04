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
    var noRows: TransformedRows {
        var rows = TransformedRows()
        if let kept {
            rows.changes = RowChanges(
                table: plan.key.table, kind: .updated, keyColumns: plan.key.columns,
                columns: kept.map(\.name))
        }
        return rows
    }

    /// Calls the closure for rows of a page.
    func run(
        _ page: Page, _ range: Range<Int>, _ body: RowTransform.Body,
        into rows: inout TransformedRows
    ) throws {
        failpoint(.beforeTransform)
        defer { failpoint(.afterTransform) }
        let refusals = plan.definition.refusals
        try page.forEachRow(in: range) { row, input in
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
}

/// A closure failed on a row, and the step does not quarantine.
struct RowFailure: Error {
    let table: String
    let columns: [String]
    let row: RefusedRow
}
