/// Tells of the chunks of a row snapshot, oldest first, whether a row may occur in two of them. In most it
/// can't: one batch goes over a table once, in the order of its key.
struct RowOrder {
    /// By table: the key's columns, and the highest key so far.
    private var last: [FoldedName: (keyColumns: [String], key: ValueBuffer)] = [:]
    /// Keys did not all ascend, or rows changed their keys.
    private(set) var mayRecur = false

    mutating func add(_ chunk: ChunkChanges) {
        guard !mayRecur else { return }
        // In one chunk no row occurs twice: its groups are compared with earlier chunks alone.
        let before = last
        for group in chunk.groups where group.rowCount > 0 {
            let name = FoldedName(group.table)
            let known = before[name]
            guard known?.keyColumns ?? group.keyColumns == group.keyColumns,
                group.kind != .updated || !group.changesKeys, group.keysAscend(behind: known?.key)
            else {
                mayRecur = true
                return
            }
            let highest = group.highestKey
            if let other = last[name]?.key, !group.precedes(other, 0, highest, 0) { continue }
            last[name] = (group.keyColumns, highest)
        }
    }
}

extension RowSnapshot {
    /// Whether a row may occur in more than one of its chunks.
    func rowsMayRecur() throws -> Bool {
        var order = RowOrder()
        for index in 0..<chunkCount where !order.mayRecur {
            order.add(try changes(ofChunk: index))
        }
        return order.mayRecur
    }
}

extension RowChanges {
    /// Whether each key is higher than the one before it, and the first than `last`: by storage class,
    /// number and bytes. What ascends so is not twice there, whatever the collation.
    fileprivate func keysAscend(behind last: ValueBuffer?) -> Bool {
        if let last, !precedes(last, 0, keys, 0) { return false }
        let width = keyColumns.count
        return (1..<max(1, rowCount)).allSatisfy {
            precedes(keys, ($0 - 1) * width, keys, $0 * width)
        }
    }

    /// The last, where they ascend.
    fileprivate var highestKey: ValueBuffer {
        var key = ValueBuffer()
        let width = keyColumns.count
        for index in (rowCount - 1) * width..<rowCount * width { key.append(keys, at: index) }
        return key
    }

    fileprivate func precedes(
        _ buffer: ValueBuffer, _ start: Int, _ other: ValueBuffer, _ otherStart: Int
    ) -> Bool {
        for column in keyColumns.indices {
            let order = buffer.order(at: start + column, other, at: otherStart + column)
            if order != 0 { return order < 0 }
        }
        return false
    }
}
