/// Tells of the chunks of a row snapshot, oldest first, whether a row may occur twice in them. In most it
/// can't: one batch goes over a table once, in the order of its key.
struct RowOrder {
    private struct Place {
        let keyColumns: [String]
        /// The last key so far, which is the highest.
        var last = ValueBuffer()
    }

    private var places: [FoldedName: Place] = [:]
    /// Keys did not all ascend, or rows came, went, or changed their keys.
    private(set) var mayRecur = false

    mutating func add(_ chunk: ChunkChanges) {
        for group in chunk.groups where !mayRecur { add(group) }
    }

    private mutating func add(_ group: RowChanges) {
        let name = FoldedName(group.table)
        var place = places[name] ?? Place(keyColumns: group.keyColumns)
        guard group.kind == .updated, place.keyColumns == group.keyColumns,
            Set(group.columns).isDisjoint(with: group.keyColumns),
            group.keysAscend(behind: place.last)
        else {
            mayRecur = true
            return
        }
        place.last.removeAll()
        let width = group.keyColumns.count
        for index in (group.rowCount - 1) * width..<group.rowCount * width {
            place.last.append(group.keys, at: index)
        }
        places[name] = place
    }
}

extension RowChanges {
    /// Whether each key is higher than the one before it, and the first than `last`, which may be empty. By
    /// storage class, number and bytes: what ascends so is not twice there, whatever the collation.
    fileprivate func keysAscend(behind last: ValueBuffer) -> Bool {
        let width = keyColumns.count
        guard rowCount > 0 else { return false }
        if !last.cells.isEmpty, !precedes(last, 0, keys, 0) { return false }
        return (1..<max(1, rowCount)).allSatisfy {
            precedes(keys, ($0 - 1) * width, keys, $0 * width)
        }
    }

    private func precedes(
        _ buffer: ValueBuffer, _ start: Int, _ other: ValueBuffer, _ otherStart: Int
    ) -> Bool {
        for column in keyColumns.indices {
            let order = buffer.order(at: start + column, other, at: otherStart + column)
            if order != 0 { return order < 0 }
        }
        return false
    }
}
