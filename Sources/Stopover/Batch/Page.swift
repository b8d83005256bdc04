import GRDB

/// Rows of a chunk read whole before anything is written, so that no write moves a row into the way
/// of the reading cursor (the Halloween problem). Bounded by rows and bytes: a chunk may take several.
struct Page {
    static let largestRowLimit = 4_096
    static let byteLimit = 4 << 20

    private(set) var values = ValueBuffer()
    private(set) var rowCount = 0
    private let rowLimit: Int
    /// Cells of a row: the key's, then the inputs'.
    let width: Int
    let keyWidth: Int

    init(_ plan: BatchPlan, rowLimit: Int = largestRowLimit) {
        self.rowLimit = rowLimit
        keyWidth = plan.key.parts.count
        width = keyWidth + plan.definition.work.reading.count
    }

    /// Reads the chunk page by page, and hands each over before it reads the next.
    mutating func forEachPage(
        _ db: Database, _ plan: BatchPlan, _ range: ChunkRange, _ body: (Page) throws -> Void
    ) throws {
        var previous: [StoredValue]?
        var isMore = true
        while isMore {
            isMore = try read(db, plan, range, after: previous)
            previous = lastKey
            try body(self)
        }
    }

    /// Reads the chunk's rows from its start, or behind `previous`.
    ///
    /// - Returns: whether more of the chunk may be left.
    private mutating func read(
        _ db: Database, _ plan: BatchPlan, _ range: ChunkRange, after previous: [StoredValue]?
    ) throws -> Bool {
        values.removeAll()
        rowCount = 0
        let statement = try RawStatement(db, previous == nil ? plan.sql.page : plan.sql.nextPage)
        if let previous { statement.bind(previous, as: .previous) }
        statement.bind(range.first, as: .first)
        statement.bind(range.last, as: .last)
        defer { statement.reset() }
        while try statement.step() {
            for column in 0..<Int32(width) { values.append(column: column, of: statement.handle) }
            rowCount += 1
            if rowCount == rowLimit || values.bytes.count >= Self.byteLimit { return true }
        }
        return false
    }

    func key(_ row: Int) -> [StoredValue] {
        (0..<keyWidth).map { values.value(at: row * width + $0) }
    }

    /// The key of the last row that was read.
    private var lastKey: [StoredValue]? {
        rowCount == 0 ? nil : key(rowCount - 1)
    }

    /// Lends each row's inputs, in order.
    func forEachRow(_ body: (Int, RowInput) throws -> Void) rethrows {
        try values.withBytes { base in
            try values.cells.withUnsafeBufferPointer { cells in
                for row in 0..<rowCount {
                    try body(
                        row, RowInput(buffer: cells, base: base, index: row * width + keyWidth))
                }
            }
        }
    }
}
