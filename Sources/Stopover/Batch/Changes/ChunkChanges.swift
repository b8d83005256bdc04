/// What a chunk changed: its pre-images, and what stands in their place.
struct ChunkChanges: Sendable {
    /// A group for each table, way of changing and set of columns.
    var groups: [RowChanges] = []
    /// Full-text indexes over another table's content whose own tables were written: after an undo they
    /// are made anew.
    var fullTextIndexes: Set<String> = []

    var isEmpty: Bool { groups.isEmpty && fullTextIndexes.isEmpty }

    var rowCount: Int { groups.reduce(0) { $0 + $1.rowCount } }
}

/// Rows of one table that were changed in one way, column by column with their old and new values.
struct RowChanges: Sendable {
    enum Kind: UInt8, Sendable {
        case updated = 1
        case inserted
        case deleted
    }

    let table: String
    let kind: Kind
    let keyColumns: [String]
    /// Of updated rows those that some of them changed, key columns among them where a key was changed;
    /// of inserted and deleted rows all that are stored, but for the key's.
    let columns: [String]
    private(set) var rowCount = 0
    /// `keyColumns.count` cells a row: the key that finds it after the chunk, of a deleted row before it.
    private(set) var keys = ValueBuffer()
    /// `columns.count` cells a row; none of inserted rows.
    private(set) var old = ValueBuffer()
    /// `columns.count` cells a row; none of deleted rows. Where it is the old value, the column of that
    /// row was not changed.
    private(set) var new = ValueBuffer()

    init(table: String, kind: Kind, keyColumns: [String], columns: [String]) {
        self.table = table
        self.kind = kind
        self.keyColumns = keyColumns
        self.columns = columns
    }

    /// Rows whose values are there already, as many as the kind has.
    init(
        table: String, kind: Kind, keyColumns: [String], columns: [String], rowCount: Int,
        keys: ValueBuffer, old: ValueBuffer, new: ValueBuffer
    ) {
        self.init(table: table, kind: kind, keyColumns: keyColumns, columns: columns)
        (self.rowCount, self.keys, self.old, self.new) = (rowCount, keys, old, new)
    }

    /// Makes room for so many rows.
    mutating func reserve(rows count: Int) {
        keys.reserve(cells: count * keyColumns.count)
        if kind != .inserted { old.reserve(cells: count * columns.count) }
        if kind != .deleted { new.reserve(cells: count * columns.count) }
    }

    /// Adds a row; each closure appends one cell for each column.
    mutating func append(
        key: (inout ValueBuffer) throws -> Void, old appendOld: (inout ValueBuffer) throws -> Void,
        new appendNew: (inout ValueBuffer) throws -> Void
    ) rethrows {
        try key(&keys)
        if kind != .inserted { try appendOld(&old) }
        if kind != .deleted { try appendNew(&new) }
        rowCount += 1
    }

    /// Adds rows that were changed in the same way.
    mutating func append(contentsOf other: RowChanges) {
        keys.append(contentsOf: other.keys)
        old.append(contentsOf: other.old)
        new.append(contentsOf: other.new)
        rowCount += other.rowCount
    }

    /// What the values take in memory.
    var sizeInBytes: Int { keys.sizeInBytes + old.sizeInBytes + new.sizeInBytes }

    func key(ofRow row: Int) -> [StoredValue] {
        keyColumns.indices.map { keys.value(at: row * keyColumns.count + $0) }
    }

    /// The column's value before the chunk; of an updated or deleted row.
    func old(_ column: Int, ofRow row: Int) -> StoredValue {
        old.value(at: row * columns.count + column)
    }

    /// The column's value after the chunk; of an updated or inserted row.
    func new(_ column: Int, ofRow row: Int) -> StoredValue {
        new.value(at: row * columns.count + column)
    }

    /// Of an updated row: whether the column's value is another since.
    func isChanged(_ column: Int, ofRow row: Int) -> Bool {
        let index = row * columns.count + column
        return !old.isSame(at: index, as: new, at: index)
    }
}
