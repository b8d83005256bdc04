@testable import Stopover

/// Keeps chunks' changes in memory.
final class MemoryStore: PreimageStore {
    private(set) var chunks: [ChunkChanges] = []
    private var parts = ChunkChanges()

    var mark: RowSnapshotMark { mark(chunks.count) }

    private func mark(_ count: Int) -> RowSnapshotMark {
        RowSnapshotMark(name: "memory", sizeInBytes: count, sha256: "")
    }

    func begin(after mark: RowSnapshotMark) throws {
        chunks = Array(chunks.prefix(mark.sizeInBytes))
        parts = ChunkChanges()
    }

    func add(_ changes: ChunkChanges) throws {
        parts.groups += changes.groups
        parts.fullTextIndexes.formUnion(changes.fullTextIndexes)
    }

    func finish() throws -> RowSnapshotMark {
        chunks.append(parts)
        return mark
    }

    func seal(after mark: RowSnapshotMark) throws {}
}

extension ChunkChanges {
    /// A line for each value that was changed, in no order: `t 1 c: 'a' -> 'b'`, with `+` and `-` before
    /// those of inserted and deleted rows.
    var lines: Set<String> {
        Set(groups.flatMap(\.lines))
    }
}

extension RowChanges {
    fileprivate var lines: [String] {
        (0..<rowCount).flatMap { row -> [String] in
            let key = key(ofRow: row).map(\.literal).joined(separator: ",")
            switch kind {
            case .updated:
                return columns.indices.filter { isChanged($0, ofRow: row) }.map {
                    "\(table) \(key) \(columns[$0]): \(old($0, ofRow: row).literal) -> "
                        + new($0, ofRow: row).literal
                }
            case .inserted:
                return ["+\(table) \(key)"]
                    + columns.indices.map {
                        "+\(table) \(key) \(columns[$0]): \(new($0, ofRow: row).literal)"
                    }
            case .deleted:
                return ["-\(table) \(key)"]
                    + columns.indices.map {
                        "-\(table) \(key) \(columns[$0]): \(old($0, ofRow: row).literal)"
                    }
            }
        }
    }
}

extension PreimageStore {
    /// A chunk in one.
    func append(_ changes: ChunkChanges, after mark: RowSnapshotMark) throws -> RowSnapshotMark {
        try begin(after: mark)
        try add(changes)
        return try finish()
    }
}
