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

/// The work of a batch on one chunk, inside the chunk's transaction.
///
/// A class: what it holds between chunks is scratch, and need not go back with a chunk.
protocol ChunkWork: AnyObject {
    func perform(_ db: Database, _ range: ChunkRange) throws -> ChunkResult
}

extension BatchPlan {
    /// The work of this batch, with the state that its closures ask for.
    func makeWork() throws -> any ChunkWork {
        switch definition.work {
        case .update, .statements: StatementWork(plan: self)
        case .transform(let transform): TransformWork(plan: self, transform: try transform.make())
        case .forEachRow(let visit): VisitWork(plan: self, visit: visit)
        }
    }
}

/// `Update` and `Batch`: statements with the chunk's key range.
final class StatementWork: ChunkWork {
    private let plan: BatchPlan

    init(plan: BatchPlan) {
        self.plan = plan
    }

    func perform(_ db: Database, _ range: ChunkRange) throws -> ChunkResult {
        var result = ChunkResult()
        for sql in plan.statements {
            let statement = try RawStatement(db, sql)
            bind(range, to: statement)
            let before = db.totalChanges
            try statement.run()
            // changes() keeps the count of an earlier statement when this one writes no row.
            if db.totalChanges != before { result.rowsChanged += db.lastChanges }
        }
        return result
    }

    private func bind(_ range: ChunkRange, to statement: RawStatement) {
        statement.bind(range.first, as: .first)
        statement.bind(range.last, as: .last)
        let isSingle = plan.key.columns.count == 1
        for (position, column) in plan.key.columns.enumerated() {
            let suffix = isSingle ? "" : "_\(column)"
            statement.bind(range.first[position], named: ":first\(suffix)")
            statement.bind(range.last[position], named: ":last\(suffix)")
        }
    }
}
