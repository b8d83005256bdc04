/// Rows of a chunk that a closure was called for, in the order of their keys.
struct TransformedRows: Sendable {
    var count = 0
    /// As many cells a row as the key has columns.
    var keys = ValueBuffer()
    /// As many cells a row as are written.
    var outputs = RowOutput()
    var refused: [RefusedRow] = []
    /// What will be changed; nil where that is seen only when it is written.
    var changes: RowChanges?

    var sizeInBytes: Int {
        keys.sizeInBytes + outputs.buffer.sizeInBytes + (changes?.sizeInBytes ?? 0)
    }
}

extension TransformedRows {
    /// Adds those of the rows behind.
    mutating func append(_ other: TransformedRows) {
        count += other.count
        keys.append(contentsOf: other.keys)
        outputs.buffer.append(contentsOf: other.outputs.buffer)
        refused += other.refused
        if let added = other.changes { changes?.append(contentsOf: added) } else { changes = nil }
    }
}
