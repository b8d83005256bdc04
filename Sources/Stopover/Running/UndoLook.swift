import GRDB

/// Looks what putting a row snapshot back would come to, and changes nothing. Each chunk is read for
/// itself: others can write meanwhile.
struct UndoLook {
    let writer: any DatabaseWriter
    let snapshot: RowSnapshot

    /// - Parameter done: chunks that are put back, and passed by.
    func forecast(_ policy: ConflictPolicy, passing done: Int) throws -> UndoForecast {
        var order = RowOrder()
        for index in 0..<snapshot.chunkCount where !order.mayRecur {
            order.add(try snapshot.changes(ofChunk: index))
        }
        let check = try UndoCheck(
            policy: policy, checksForeignKeys: writer.read { try $0.enforcesForeignKeys() },
            rowsMayRecur: order.mayRecur)
        for index in (0..<max(0, snapshot.chunkCount - done)).reversed() {
            let changes = try snapshot.changes(ofChunk: index)
            try writer.read { try check.check($0, changes) }
        }
        return try writer.read(check.finish)
    }
}

extension MigrationPlan {
    /// Of a rollback that was stopped half way: chunks that are put back.
    var chunksPutBack: Int {
        guard let checkpoint, checkpoint.step < operations.count,
            operations[checkpoint.step].restoresRows
        else { return 0 }
        return checkpoint.batch?.chunk ?? 0
    }
}
