import GRDB

/// `ForEachRow`: reads a row, then calls the closure for it, which writes what it will.
///
/// Each row is read just before its visit, so that it is as earlier visits left it, and a row that
/// one of them deleted is not visited: with a page read before them, what a migration makes of the
/// rows would depend on where chunks happen to end.
final class VisitWork: ChunkWork {
    private let plan: BatchPlan
    private let visit: RowVisit
    private var page: Page

    init(plan: BatchPlan, visit: RowVisit) {
        self.plan = plan
        self.visit = visit
        page = Page(plan.key, plan.sql.rows, rowLimit: 1)
    }

    func write(_ db: Database, _ reading: ChunkReading) throws -> ChunkResult {
        var result = ChunkResult()
        try page.forEachPage(db, from: reading.range.first, to: reading.range.last) { page in
            try page.forEachRow(in: 0..<page.rowCount) { row, input in
                try visitRow(db, input, key: { page.key(row) }, &result)
            }
            return true
        }
        return result
    }

    private func visitRow(
        _ db: Database, _ input: RowInput, key: () -> [StoredValue], _ result: inout ChunkResult
    ) throws {
        do {
            guard plan.definition.refusals != .stop else {
                try visit.body(db, input)
                result.rowsChanged += 1
                return
            }
            // What a refused row had written already goes back with its savepoint; where that fails, its
            // error takes the place of the row's.
            var refusal: (any Error)?
            try db.inSavepoint {
                do {
                    try visit.body(db, input)
                    return .commit
                } catch {
                    if db.isAutocommit { throw error }
                    refusal = error
                    return .rollback
                }
            }
            if let refusal { throw refusal }
            result.rowsChanged += 1
        } catch {
            // A trigger or a full disk may have ended the transaction: that is no refusal of a row.
            if db.isAutocommit { throw error }
            if let error = error as? DatabaseError, error.isOfNoRow { throw error }
            result.refused.append(try plan.refusal(of: key(), error))
        }
    }
}
