import GRDB

/// A foreign key, with its parent's columns resolved.
struct ForeignKey: Sendable, Hashable {
    let child: String
    let childColumns: [String]
    let parent: String
    let parentColumns: [String]
    /// The parent's table is gone: every row that refers to it violates the key.
    let isParentGone: Bool

    /// All that SQLite can check. One that names columns which aren't there is no key to SQLite
    /// either (<https://sqlite.org/foreignkeys.html#fk_indexes>).
    static func all(_ db: Database) throws -> [Self] {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT m.name AS child, f.id, f."table" AS parent, f."from", f."to"
                FROM main.sqlite_master AS m, pragma_foreign_key_list(m.name, 'main') AS f
                WHERE m.type = 'table' ORDER BY m.name, f.id, f.seq
                """)
        var keys: [[Row]] = []
        for row in rows {
            if let last = keys.last?.first, last["child"] as String == row["child"],
                last["id"] as Int == row["id"]
            {
                keys[keys.count - 1].append(row)
            } else {
                keys.append([row])
            }
        }
        return try keys.compactMap { try Self(db, $0) }
    }

    private init?(_ db: Database, _ rows: [Row]) throws {
        guard let first = rows.first else { return nil }
        child = first["child"]
        childColumns = rows.map { $0["from"] }
        let shape = try TableShape(db, table: first["parent"])
        isParentGone = shape == nil
        parent = shape?.name ?? first["parent"]
        let named: [String] = rows.compactMap { $0["to"] }
        let primary = (shape?.columns ?? []).filter { $0.keyPosition > 0 }
            .sorted { $0.keyPosition < $1.keyPosition }.map(\.name)
        parentColumns = named.count == rows.count ? named : primary
        guard let shape else { return }
        guard parentColumns.count == childColumns.count,
            parentColumns.allSatisfy({ shape.column($0) != nil })
        else { return nil }
    }
}
