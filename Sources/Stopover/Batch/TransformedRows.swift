/// Rows of a chunk that a closure was called for, in the order of their keys.
struct TransformedRows: Sendable {
    private(set) var count = 0
    /// As many cells a row as the key has columns.
    private(set) var keys = ValueBuffer()
    /// As many cells a row as are written.
    var outputs = RowOutput()
    var refused: [RefusedRow] = []
    /// What will be changed; nil where that is seen only when it is written, or not kept.
    private(set) var changes: RowChanges?
    /// Of the columns whose changes are kept.
    private let affinities: [Affinity]

    /// - Parameter kept: the columns whose changes are told before they are written; nil tells of none.
    init(_ key: BatchKey, keeping kept: [WrittenColumn]?) {
        changes = kept.map {
            RowChanges(
                table: key.table, kind: .updated, keyColumns: key.columns, columns: $0.map(\.name))
        }
        affinities = (kept ?? []).map(\.affinity)
    }

    /// Makes room for so many rows.
    mutating func reserve(rows count: Int, keyWidth: Int, outputWidth: Int) {
        keys.reserve(cells: count * keyWidth)
        outputs.buffer.reserve(cells: count * outputWidth)
        changes?.reserve(rows: count)
    }

    var sizeInBytes: Int {
        keys.sizeInBytes + outputs.buffer.sizeInBytes + (changes?.sizeInBytes ?? 0)
    }

    /// Adds the keys of a page's rows, whose outputs are there already, and notes what they change.
    ///
    /// - Parameter refused: rows of the page that have none, ascending.
    mutating func append(_ page: Page, _ range: Range<Int>, except refused: [Int]) {
        var refused = refused[...]
        let new = outputs.buffer
        for row in range {
            if refused.first == row {
                refused.removeFirst()
                continue
            }
            page.appendKey(row, to: &keys)
            if changes != nil { noteChange(page, row, new) }
            count += 1
        }
    }

    /// Notes the page's row as it is and as it will be, where it will be another.
    private mutating func noteChange(_ page: Page, _ row: Int, _ new: ValueBuffer) {
        let columns = affinities.indices
        let (start, old) = (count * columns.count, row * page.width + page.inputEnd)
        guard columns.allSatisfy({ affinities[$0].keeps(new.cells[start + $0]) }) else {
            changes = nil
            return
        }
        let isSame = columns.allSatisfy {
            new.isSame(at: start + $0, as: page.values, at: old + $0)
        }
        guard !isSame else { return }
        changes?.append(
            key: { page.appendKey(row, to: &$0) },
            old: { for column in columns { $0.append(page.values, at: old + column) } },
            new: { for column in columns { $0.append(new, at: start + column) } })
    }

    /// Adds those of the rows behind.
    mutating func append(_ other: TransformedRows) {
        count += other.count
        keys.append(contentsOf: other.keys)
        outputs.buffer.append(contentsOf: other.outputs.buffer)
        refused += other.refused
        if let added = other.changes { changes?.append(contentsOf: added) } else { changes = nil }
    }
}
