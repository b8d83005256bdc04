/// How many rows a row snapshot has, table by table.
struct RowTally: Hashable, Sendable {
    struct Counts: Codable, Hashable, Sendable {
        var updated = 0
        var inserted = 0
        var deleted = 0

        var sum: Int { updated + inserted + deleted }
    }

    private(set) var chunkCount = 0
    private(set) var tables: [String: Counts] = [:]
    /// Full-text indexes to be made anew after an undo; a manifest doesn't tell them.
    private(set) var fullTextIndexes: Set<String> = []
    /// What the tables take in a manifest, at least.
    private var namesSizeInBytes = 0

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
