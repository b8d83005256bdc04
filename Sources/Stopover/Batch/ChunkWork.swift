import GRDB

/// What a chunk did.
struct ChunkResult: Sendable, Hashable {
    /// Rows changed, or visited.
    var rowsChanged = 0
    /// Rows refused, to be noted.
    var refused: [RefusedRow] = []
}

/// It names a column and storage classes, no value.
extension RowRefusal: SafeToShow {}

/// A row that a closure refused.
struct RefusedRow: Sendable, Hashable {
    let key: [StoredValue]
    let reason: String
}

/// What is read of a chunk before it is written.
struct ChunkReading: Sendable {
    /// The rows that it covers.
    let range: ChunkRange
    /// What is to be written, where that was read.
    var rows: TransformedRows?
    /// Of an update what it will change, as ``RangeColumns`` read it; nil where that is not read ahead.
    var old: ValueBuffer?
}

/// The work of a batch on one chunk.
///
/// A class: what it holds between chunks is scratch, and need not go back with a chunk.
protocol ChunkWork: AnyObject {
    /// Reads the next chunk, and what its work needs: in the chunk's transaction, or ahead of it on another
    /// connection.
    ///
    /// - Returns: fewer rows than its limit at the end, or where they take too much memory; nil where none are left.
    func read(_ db: Database, _ next: NextChunk, _ pager: Pager) throws -> ChunkReading?

    /// Changes the rows, in the chunk's transaction.
    func write(_ db: Database, _ reading: ChunkReading) throws -> ChunkResult

    /// Takes off the connection what it set there; no chunk comes any more.
    func finish(_ db: Database)
}

extension ChunkWork {
    /// What a chunk's values may take in memory; it ends early at the row or page that reaches it.
    static var byteLimit: Int { 8 << 20 }

    func read(_ db: Database, _ next: NextChunk, _ pager: Pager) throws -> ChunkReading? {
        try pager.range(db, next).map { ChunkReading(range: $0) }
    }

    func finish(_ db: Database) {}
}

extension BatchPlan {
    /// The work of this batch, with the state that its closures ask for.
    ///
    /// - Parameter keepsOld: pre-images are kept.
    func makeWork(keepsOld: Bool) throws -> any ChunkWork {
        switch definition.work {
        case .update, .statements:
            if keepsOld, let rangeColumns, let updateSQL, let written {
                try UpdateWork(plan: self, updateSQL, rangeColumns, written)
            } else {
                StatementWork(plan: self, keeping: keepsOld ? rangeColumns : nil)
            }
        case .transform(let transform):
            try TransformWork(
                plan: self, sql: sql.rows, make: transform.make, keeping: keepsOld ? written : nil)
        case .forEachRow(let visit): VisitWork(plan: self, visit: visit)
        }
    }
}

/// `Update` and `Batch`: statements with the chunk's key range.
final class StatementWork: ChunkWork {
    private let plan: BatchPlan
    /// What is read before it is changed.
    private let kept: RangeColumns?

    init(plan: BatchPlan, keeping kept: RangeColumns?) {
        self.plan = plan
        self.kept = kept
    }

    func read(_ db: Database, _ next: NextChunk, _ pager: Pager) throws -> ChunkReading? {
        guard let range = try pager.range(db, next) else { return nil }
        guard let kept else { return ChunkReading(range: range) }
        var old = ValueBuffer()
        let isWhole = try kept.readOld(db, range, into: &old, limitInBytes: Self.byteLimit)
        guard !isWhole else { return ChunkReading(range: range, old: old) }
        let last = kept.key(ofRow: old.cells.count / kept.width - 1, in: old)
        return ChunkReading(
            range: try pager.range(db, from: range.first, upTo: last), old: old)
    }

    func write(_ db: Database, _ reading: ChunkReading) throws -> ChunkResult {
        var result = ChunkResult()
        for sql in plan.statements {
            let statement = try RawStatement(db, sql)
            try bind(reading.range, to: statement)
            result.rowsChanged += try statement.runCounting(db)
        }
        return result
    }

    private func bind(_ range: ChunkRange, to statement: RawStatement) throws {
        try statement.bind(first: range.first, last: range.last)
        let isSingle = plan.key.columns.count == 1
        for (position, column) in plan.key.columns.enumerated() {
            let suffix = isSingle ? "" : "_\(column)"
            try statement.bind(range.first[position], named: ":first\(suffix)")
            try statement.bind(range.last[position], named: ":last\(suffix)")
        }
    }
}
