/// How many rows a row snapshot has, table by table.
struct RowTally: Hashable, Sendable {
    struct Counts: Codable, Hashable, Sendable {
        var updated = 0
        var inserted = 0
        var deleted = 0

        var sum: Int { updated + inserted + deleted }
    }

    /// Of what an undo needs of the tables so many shapes are remembered; others are found chunk by chunk.
    static let shapeLimit = 1000

    private(set) var chunkCount = 0
    private(set) var tables: [String: Counts] = [:]
    /// Full-text indexes to be made anew after an undo; a manifest doesn't tell them.
    private(set) var fullTextIndexes: Set<String> = []
    /// Groups without rows, one of each kind that there is: what an undo needs of the tables.
    private(set) var shapes: Set<Shape> = []
    /// What the tables take in a manifest, at least.
    private var namesSizeInBytes = 0

    /// The head of a group.
    struct Shape: Hashable, Sendable {
        let table: String
        let kind: RowChanges.Kind
        let keyColumns: [String]
        let columns: [String]

        /// The group without its rows.
        var changes: RowChanges {
            RowChanges(table: table, kind: kind, keyColumns: keyColumns, columns: columns)
        }
    }

    var rowCount: Int { tables.values.reduce(0) { $0 + $1.sum } }

    init() {}

    init(chunkCount: Int, tables: [String: Counts]) {
        self.chunkCount = chunkCount
        self.tables = tables
        namesSizeInBytes = tables.keys.reduce(0) { $0 + $1.utf8.count }
    }

    /// Adds a chunk.
    ///
    /// - Throws: ``SnapshotDamage`` for more tables than a manifest has room for.
    mutating func add(_ chunk: ChunkFrame.Heads) throws(SnapshotDamage) {
        chunkCount += 1
        fullTextIndexes.formUnion(chunk.fullTextIndexes)
        for group in chunk.groups {
            if tables[group.table] == nil {
                namesSizeInBytes += group.table.utf8.count
                guard namesSizeInBytes <= RowSnapshotManifest.sizeLimitInBytes else {
                    throw SnapshotDamage("it has too many tables")
                }
            }
            if shapes.count < Self.shapeLimit {
                shapes.insert(
                    Shape(
                        table: group.table, kind: group.kind, keyColumns: group.keyColumns,
                        columns: group.columns))
            }
            let counts = group.kind.counts
            tables[group.table, default: Counts()][keyPath: counts] += group.rowCount
        }
    }
}

extension RowChanges.Kind {
    fileprivate var counts: WritableKeyPath<RowTally.Counts, Int> {
        switch self {
        case .updated: \.updated
        case .inserted: \.inserted
        case .deleted: \.deleted
        }
    }
}
