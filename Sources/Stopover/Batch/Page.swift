import GRDB

/// Rows of a chunk read whole before anything is written, so that no write moves a row into the way
/// of the reading cursor (the Halloween problem). Bounded by rows and bytes: a chunk may take several.
struct Page: Sendable {
    static let largestRowLimit = 4_096
    static let byteLimit = 4 << 20

    private(set) var values = ValueBuffer()
    private(set) var rowCount = 0
    private let rowLimit: Int
    /// Cells of a row: the key's, then the inputs', then the old values'.
    let width: Int
    let keyWidth: Int
    /// Cells before the written columns' old values.
    let inputEnd: Int
    private let sql: PageSQL

    /// - Parameter keepsOld: reads the written columns, too.
    init(
        _ key: BatchKey, _ rows: RowSQL, rowLimit: Int = largestRowLimit, keepsOld: Bool = false
    ) {
        self.rowLimit = rowLimit
        keyWidth = key.parts.count
        inputEnd = keyWidth + rows.inputCount
        width = inputEnd + (keepsOld ? rows.outputCount : 0)
        sql = keepsOld ? rows.pageWithOld : rows.page
    }

    /// Reads rows of the chunk page by page, and hands each over before it reads the next.
    ///
    /// - Parameters:
    ///   - first: the key of the first row, and `last` that of the last.
    ///   - limit: so many rows at most.
    ///   - body: returns whether to go on.
    mutating func forEachPage(
        _ db: Database, from first: [StoredValue], to last: [StoredValue], limit: Int = .max,
        _ body: (Page) throws -> Bool
    ) throws {
        var previous: [StoredValue]?
        var left = limit
        var isMore = true
        while isMore, left > 0 {
            isMore = try read(
                db, from: first, to: last, after: previous, limit: min(left, rowLimit))
            previous = lastKey
            left -= rowCount
            isMore = try body(self) && isMore
        }
    }

    /// Reads the chunk's rows from its start, or behind `previous`.
    ///
    /// - Returns: whether more of the chunk may be left.
    private mutating func read(
        _ db: Database, from first: [StoredValue], to last: [StoredValue],
        after previous: [StoredValue]?, limit: Int
    ) throws -> Bool {
        values.removeAll()
        rowCount = 0
        let statement = try RawStatement(db, previous == nil ? sql.first : sql.next)
        if let previous { try statement.bind(previous, as: .previous) }
        try statement.bind(first: first, last: last)
        defer { statement.reset() }
        while try statement.step() {
            values.append(width, columnsOf: statement.handle)
            rowCount += 1
            if rowCount == limit || values.bytes.count >= Self.byteLimit {
                try statement.stop()
                return true
            }
        }
        return false
    }

    func key(_ row: Int) -> [StoredValue] {
        (0..<keyWidth).map { values.value(at: row * width + $0) }
    }

    func appendKey(_ row: Int, to keys: inout ValueBuffer) {
        for index in row * width..<row * width + keyWidth { keys.append(values, at: index) }
    }

    /// The key of the last row that was read.
    var lastKey: [StoredValue]? {
        rowCount == 0 ? nil : key(rowCount - 1)
    }

    /// Lends each row's inputs, in order.
    func forEachRow(
        in range: Range<Int>, _ body: (Int, RowInput) throws -> Void
    ) rethrows {
        try values.withBytes { base in
            try values.cells.withUnsafeBufferPointer { cells in
                for row in range {
                    try body(
                        row, RowInput(buffer: cells, base: base, index: row * width + keyWidth))
                }
            }
        }
    }
}
