extension RowChanges {
    /// The row's values as they are to be, by column name, and of its key and columns only.
    func target(
        _ row: Int, _ decision: UndoDecision, over current: ValueBuffer?
    ) -> [FoldedName: StoredValue] {
        var values: [FoldedName: StoredValue] = [:]
        let isWhole = kind == .deleted
        for (position, name) in keyColumns.enumerated() {
            values[FoldedName(name)] =
                isWhole
                ? keys.value(at: row * keyColumns.count + position)
                : current?.value(at: position)
        }
        for (column, name) in columns.enumerated() {
            let isBack = isWhole || decision.columns.contains(column)
            values[FoldedName(name)] =
                isBack
                ? old(column, ofRow: row)
                : current?.value(at: keyColumns.count + column)
        }
        return values
    }

    /// What could not be put back of a row that is, under the key that it has then: by this one older chunks
    /// and people find it.
    func conflicts(
        ofRow row: Int, _ decision: UndoDecision, over current: ValueBuffer?
    ) -> [Conflict] {
        guard !decision.problems.isEmpty else { return [] }
        let isMoved = changesKeys && decision.write == .update
        let key = isMoved ? targetKey(row, decision, over: current) : key(ofRow: row)
        return decision.problems.map { Conflict(table, key: key, column: $0.column, $0.kind) }
    }

    /// Its key once it is put back.
    func targetKey(
        _ row: Int, _ decision: UndoDecision, over current: ValueBuffer?
    ) -> [StoredValue] {
        let values = target(row, decision, over: current)
        return keyColumns.map { values[FoldedName($0)] ?? .null }
    }
}
