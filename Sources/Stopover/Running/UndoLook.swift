import GRDB

struct UndoLook {
    let writer: any DatabaseWriter
    let snapshot: RowSnapshot
    func conflictCount(from checkpoint: Checkpoint?) throws -> Int { 0 }
}
