/// Makes a frame's content of what a chunk changes, part by part; its storage is used again for the next chunk.
struct ChunkFrameEncoder {
    private var columns = ColumnEncoder()
    private var groups = ByteWriter()
    private var groupCount = 0
    private var fullTextIndexes: Set<String> = []
    /// What the changes take in memory when they are read.
    private var sizeInBytes = 0

    /// Begins a chunk.
    mutating func begin() {
        groups.removeAll()
        (groupCount, fullTextIndexes, sizeInBytes) = (0, [], 0)
    }

    /// - Throws: `snapshotFailed` of changes that take more memory than ``ChunkRoom`` has.
    mutating func add(_ changes: ChunkChanges) throws(MigrationError) {
        sizeInBytes += ChunkRoom.sizeInBytes(changes)
        guard sizeInBytes <= ChunkRoom.limitInBytes else {
            throw MigrationError(
                .snapshotFailed,
                "A chunk changes more than \(ByteCount(ChunkRoom.limitInBytes)), which no frame of a "
                    + "row snapshot takes",
                hint: "Make chunks smaller with --chunk-rows.")
        }
        groupCount += changes.groups.count
        for group in changes.groups { append(group) }
        fullTextIndexes.formUnion(changes.fullTextIndexes)
    }

    /// Makes the content of all that was added.
    func finish(into output: inout ByteWriter) {
        output.removeAll()
        output.append(count: groupCount)
        output.append(contentsOf: groups.bytes)
        output.append(names: fullTextIndexes.sorted())
    }

    private mutating func append(_ group: RowChanges) {
        groups.append(group.kind.rawValue)
        groups.append(group.table)
        groups.append(names: group.keyColumns)
        groups.append(names: group.columns)
        groups.append(count: group.rowCount)
        let (rowCount, width) = (group.rowCount, group.columns.count)
        for column in group.keyColumns.indices {
            CellColumn.with(group.keys, column: column, width: group.keyColumns.count) {
                columns.encode($0, rowCount: rowCount, into: &groups)
            }
        }
        for column in group.columns.indices {
            CellColumn.with(group.old, column: column, width: width) { old in
                CellColumn.with(group.new, column: column, width: width) { new in
                    if group.kind != .inserted {
                        columns.encode(old, rowCount: rowCount, into: &groups)
                    }
                    switch group.kind {
                    case .updated:
                        columns.encode(new, replacing: old, rowCount: rowCount, into: &groups)
                    case .inserted: columns.encode(new, rowCount: rowCount, into: &groups)
                    case .deleted: break
                    }
                }
            }
        }
    }
}

extension ByteWriter {
    fileprivate mutating func append(names: [String]) {
        append(count: names.count)
        for name in names { append(name) }
    }
}
