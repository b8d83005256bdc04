/// The memory that a chunk's changes may take: what is written can be read again, and a small file that
/// asks for much is refused.
struct ChunkRoom {
    /// 1 GiB.
    static let limitInBytes = 1 << 30

    private var rest = limitInBytes

    mutating func take(_ sizeInBytes: Int) throws(SnapshotDamage) {
        guard sizeInBytes <= rest else {
            throw .chunk("it has more than \(Self.limitInBytes) bytes of values")
        }
        rest -= sizeInBytes
    }

    /// - Parameter count: values, beside their text and blobs.
    mutating func takeCells(_ count: Int) throws(SnapshotDamage) {
        let (size, isTooLarge) = count.multipliedReportingOverflow(by: Self.cellSizeInBytes)
        try take(isTooLarge ? .max : size)
    }

    mutating func takeGroup() throws(SnapshotDamage) {
        try take(Self.groupSizeInBytes)
    }

    mutating func takeName(_ name: String) throws(SnapshotDamage) {
        try take(Self.sizeInBytes(name))
    }

    /// What the changes take.
    static func sizeInBytes(_ changes: ChunkChanges) -> Int {
        let names = changes.fullTextIndexes.reduce(0) { $0 + sizeInBytes($1) }
        return changes.groups.reduce(names) { $0 + sizeInBytes($1) }
    }

    private static func sizeInBytes(_ group: RowChanges) -> Int {
        let names = (group.keyColumns + group.columns).reduce(groupSizeInBytes) {
            $0 + sizeInBytes($1)
        }
        return [group.keys, group.old, group.new].reduce(names + sizeInBytes(group.table)) {
            $0 + $1.cells.count * cellSizeInBytes + $1.bytes.count
        }
    }

    private static func sizeInBytes(_ name: String) -> Int {
        MemoryLayout<String>.stride + name.utf8.count
    }

    private static let cellSizeInBytes = MemoryLayout<ValueBuffer.Cell>.stride
    private static let groupSizeInBytes = MemoryLayout<RowChanges>.stride
}
