/// What a chunk changed, as bytes: the content of a row snapshot's frame.
///
/// Numbers are varints, texts have their length before them:
///
/// | field | |
/// |---|---|
/// | number of groups | |
/// | of each: kind | a byte: 1 updated, 2 inserted, 3 deleted rows |
/// | table | |
/// | number of key columns, and their names | at least one |
/// | number of columns, and their names | |
/// | number of rows | |
/// | key columns, then of each column old values and new ones | what the kind has |
/// | number of full-text indexes, and their names | sorted |
///
/// A column is its tokens, a byte a row, then its numbers, bytes and digits, each with their length
/// before them (``ColumnToken``).
enum ChunkFrame {
    /// - Throws: ``SnapshotDamage``; no more memory is taken than ``ChunkRoom`` has.
    static func decode(_ content: UnsafeRawBufferPointer) throws(SnapshotDamage) -> ChunkChanges {
        let bytes = content.bindMemory(to: UInt8.self)
        var input = ByteReader(bytes[...])
        var room = ChunkRoom()
        var changes = ChunkChanges()
        for _ in 0..<(try input.count()) {
            changes.groups.append(try group(&input, &room))
        }
        changes.fullTextIndexes = Set(try names(&input, &room))
        guard input.isAtEnd else { throw .chunk("it is too long") }
        return changes
    }

    private static func names(
        _ input: inout ByteReader, _ room: inout ChunkRoom
    ) throws(SnapshotDamage) -> [String] {
        var names: [String] = []
        for _ in 0..<(try input.count()) {
            names.append(try input.text())
            try room.takeName(names[names.count - 1])
        }
        return names
    }

    /// What stands before a group's columns.
    struct GroupHead {
        let kind: RowChanges.Kind
        let table: String
        let keyColumns: [String]
        let columns: [String]
        let rowCount: Int
    }

    /// What a chunk holds, without its values.
    struct Heads {
        var groups: [GroupHead] = []
        var fullTextIndexes: [String] = []
    }

    static func heads(_ content: UnsafeRawBufferPointer) throws(SnapshotDamage) -> Heads {
        var input = ByteReader(content.bindMemory(to: UInt8.self)[...])
        var room = ChunkRoom()
        var heads = Heads()
        for _ in 0..<(try input.count()) {
            let head = try head(&input, &room)
            let values = (head.kind != .inserted ? 1 : 0) + (head.kind != .deleted ? 1 : 0)
            for _ in 0..<(head.keyColumns.count + head.columns.count * values) {
                _ = try ColumnDecoder(&input, rowCount: head.rowCount)
            }
            heads.groups.append(head)
        }
        heads.fullTextIndexes = try names(&input, &room)
        return heads
    }

    private static func head(
        _ input: inout ByteReader, _ room: inout ChunkRoom
    ) throws(SnapshotDamage) -> GroupHead {
        guard let kind = RowChanges.Kind(rawValue: try input.byte()) else {
            throw .chunk("rows were changed in an unknown way")
        }
        let table = try input.text()
        try room.takeGroup()
        try room.takeName(table)
        let (keyColumns, columns) = (try names(&input, &room), try names(&input, &room))
        let rowCount = try input.count()
        // Each has a byte, at least.
        guard !keyColumns.isEmpty, rowCount <= input.rest.count else {
            throw .chunk("it has too many rows")
        }
        return GroupHead(
            kind: kind, table: table, keyColumns: keyColumns, columns: columns, rowCount: rowCount)
    }

    private static func group(
        _ input: inout ByteReader, _ room: inout ChunkRoom
    ) throws(SnapshotDamage) -> RowChanges {
        let head = try head(&input, &room)
        let (kind, rowCount) = (head.kind, head.rowCount)
        let (keyColumns, columns) = (head.keyColumns, head.columns)
        var (keys, old, new) = (ValueBuffer(), ValueBuffer(), ValueBuffer())
        try keys.makeRoom(rowCount, keyColumns.count, &room)
        if kind != .inserted { try old.makeRoom(rowCount, columns.count, &room) }
        if kind != .deleted { try new.makeRoom(rowCount, columns.count, &room) }
        for column in keyColumns.indices {
            var decoder = try ColumnDecoder(&input, rowCount: rowCount)
            _ = try decoder.decode(
                into: &keys, column: column, width: keyColumns.count, room: &room)
        }
        for column in columns.indices {
            var replaced: ColumnDecoder.Replaced?
            if kind != .inserted {
                var decoder = try ColumnDecoder(&input, rowCount: rowCount)
                let tokens = try decoder.decode(
                    into: &old, column: column, width: columns.count, room: &room)
                replaced = .init(values: old, tokens: tokens)
            }
            if kind != .deleted {
                var decoder = try ColumnDecoder(&input, rowCount: rowCount)
                _ = try decoder.decode(
                    into: &new, column: column, width: columns.count, replacing: replaced,
                    room: &room)
            }
        }
        return RowChanges(
            table: head.table, kind: kind, keyColumns: keyColumns, columns: columns,
            rowCount: rowCount, keys: keys, old: old, new: new)
    }
}

extension ValueBuffer {
    fileprivate mutating func makeRoom(
        _ rowCount: Int, _ width: Int, _ room: inout ChunkRoom
    ) throws(SnapshotDamage) {
        let (count, isTooLarge) = rowCount.multipliedReportingOverflow(by: width)
        try room.takeCells(isTooLarge ? .max : count)
        cells = Array(repeating: Cell(storage: .null), count: count)
    }
}
