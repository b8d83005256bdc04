import GRDB

@testable import Stopover

/// What a chunk changes, told from its tables before and after it: what the recording makes, made in
/// another way.
struct ChunkRecorder {
    struct Table {
        let name: String
        let key: [String]
        /// What tells a row whose key changes; the key where it doesn't.
        var identity: [String]

        init(_ name: String, key: [String] = ["id"], identity: [String]? = nil) {
            self.name = name
            self.key = key
            self.identity = identity ?? key
        }
    }

    typealias Row = [String: StoredValue]

    let tables: [Table]

    init(_ tables: Table...) {
        self.tables = tables
    }

    init(tables: [Table]) {
        self.tables = tables
    }

    func record(_ db: Database, _ change: () throws -> Void) throws -> ChunkChanges {
        let before = try snapshot(db)
        try change()
        return try changes(db, since: before)
    }

    /// Every row of the tables.
    func snapshot(_ db: Database) throws -> [[Row]] {
        try tables.map { try Self.rows(db, $0) }
    }

    /// What is not as it was in `before`.
    func changes(_ db: Database, since before: [[Row]]) throws -> ChunkChanges {
        var chunk = ChunkChanges()
        for (index, table) in tables.enumerated() {
            chunk.groups += Self.groups(
                table, before[index], try Self.rows(db, table), try Self.columns(db, table))
        }
        return chunk
    }

    private static func columns(_ db: Database, _ table: Table) throws -> [String] {
        try TableShape(db, table: table.name)?.columns.filter { !$0.isGenerated }.map(\.name) ?? []
    }

    /// In the order of the table.
    private static func rows(_ db: Database, _ table: Table) throws -> [Row] {
        let columns = try columns(db, table)
        let list = columns.map { quoted($0) }.joined(separator: ", ")
        let statement = try RawStatement(db, "SELECT \(list) FROM \(quoted(table.name))")
        defer { statement.reset() }
        var rows: [Row] = []
        while try statement.step() {
            rows.append(
                Row(
                    uniqueKeysWithValues: columns.enumerated().map {
                        ($1, statement.value(at: Int32($0)))
                    }))
        }
        return rows
    }

    private static func groups(
        _ table: Table, _ before: [Row], _ after: [Row], _ columns: [String]
    ) -> [RowChanges] {
        func identity(_ row: Row) -> [StoredValue] { table.identity.map { row[$0] ?? .null } }
        let old = Dictionary(uniqueKeysWithValues: before.map { (identity($0), $0) })
        let kept = Set(after.map(identity))
        let updates = after.compactMap { row in
            old[identity(row)].map { ($0, row) }
        }.filter { old, new in columns.contains { isOther(old[$0], new[$0]) } }
        let others = columns.filter { !table.key.contains($0) }
        let changed = columns.filter { column in
            updates.contains { isOther($0.0[column], $0.1[column]) }
        }
        var groups: [RowChanges] = []
        add(.updated, table, changed, updates, to: &groups)
        add(
            .inserted, table, others,
            after.filter { old[identity($0)] == nil }.map { ($0, $0) }, to: &groups)
        add(
            .deleted, table, others,
            before.filter { !kept.contains(identity($0)) }.map { ($0, $0) }, to: &groups)
        return groups
    }

    /// By bytes: 0.0 and -0.0 are equal in Swift.
    private static func isOther(_ old: StoredValue?, _ new: StoredValue?) -> Bool {
        KeyBytes.encode([old ?? .null]) != KeyBytes.encode([new ?? .null])
    }

    private static func add(
        _ kind: RowChanges.Kind, _ table: Table, _ columns: [String], _ rows: [(Row, Row)],
        to groups: inout [RowChanges]
    ) {
        guard !rows.isEmpty else { return }
        var group = RowChanges(
            table: table.name, kind: kind, keyColumns: table.key, columns: columns)
        for (old, new) in rows {
            group.append(
                key: { for name in table.key { $0.append(new[name] ?? .null) } },
                old: { for name in columns { $0.append(old[name] ?? .null) } },
                new: { for name in columns { $0.append(new[name] ?? .null) } })
        }
        groups.append(group)
    }
}
