import CSQLite
import GRDB

/// A table's columns and indexes, as the schema declares them.
struct TableShape: Sendable, Hashable {
    enum Kind: Sendable, Hashable {
        case table, view, virtual, shadow
    }

    struct Column: Sendable, Hashable {
        let name: String
        let isNotNull: Bool
        /// Place in the primary key, counted from 1; 0 outside it.
        let keyPosition: Int
        let isGenerated: Bool
        let type: String
        /// What comparisons with the column use; BINARY of columns of views and virtual tables.
        let collation: String
    }

    struct Index: Sendable, Hashable {
        struct Part: Sendable, Hashable {
            /// Nil of an expression.
            let column: String?
            let collation: String
            let isDescending: Bool
        }

        let name: String
        let isUnique: Bool
        let isPartial: Bool
        /// It is the primary key's.
        let isPrimaryKey: Bool
        let parts: [Part]
    }

    let name: String
    let kind: Kind
    let isWithoutRowID: Bool
    let columns: [Column]
    let indexes: [Index]

    func column(_ name: String) -> Column? {
        columns.first { FoldedName($0.name) == FoldedName(name) }
    }

    /// A name of the rowid that no column hides (<https://sqlite.org/lang_createtable.html#rowid>).
    var rowIDName: String? {
        guard !isWithoutRowID else { return nil }
        return ["rowid", "_rowid_", "oid"].first { column($0) == nil }
    }

    /// The column that is the rowid under another name: the only one of the primary key, declared
    /// INTEGER (<https://sqlite.org/lang_createtable.html#rowid>). A primary key that has an index
    /// of its own, such as `INTEGER PRIMARY KEY DESC`, is none.
    var rowIDAlias: Column? {
        let key = columns.filter { $0.keyPosition > 0 }
        guard !isWithoutRowID, key.count == 1, let column = key.first,
            column.type.uppercased() == "INTEGER", !indexes.contains(where: \.isPrimaryKey)
        else { return nil }
        return column
    }
}

extension TableShape {
    /// Reads the shape of a table of the main database; nil where there is none of that name.
    init?(_ db: Database, table: String) throws {
        let row = try Row.fetchOne(
            db,
            sql: """
                SELECT name, \(Self.kind), wr FROM pragma_table_list AS t
                WHERE schema = 'main' AND name = ? COLLATE NOCASE
                """,
            arguments: [table])
        guard let row else { return nil }
        let name: String = row["name"]
        self.name = name
        kind =
            switch row["type"] as String {
            case "view": .view
            case "virtual": .virtual
            case "shadow": .shadow
            default: .table
            }
        isWithoutRowID = row["wr"]
        columns = try Self.columns(db, of: name)
        indexes = try Self.indexes(db, of: name)
    }

    /// Every table and view of the main database, without SQLite's own.
    static func all(_ db: Database) throws -> [TableShape] {
        try names(db, kinds: ["table", "view", "virtual", "shadow"])
            .compactMap { try TableShape(db, table: $0) }
    }

    /// The names of the ordinary tables of the main database, without SQLite's own.
    static func names(_ db: Database, kinds: Set<String> = ["table"]) throws -> [String] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT name, \(kind) FROM pragma_table_list AS t
                WHERE schema = 'main' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name
                """
        ).filter { kinds.contains($0["type"]) }.map { $0["name"] }
    }

    /// SQLite takes any table whose name is that of a full-text index and `_content` for one of the index's own,
    /// an app's too, whose content the index is over: that one the index's text names
    /// (<https://sqlite.org/fts5.html#external_content_tables>).
    static let kind = """
        iif(t.type = 'shadow' AND EXISTS (SELECT 1 FROM main.sqlite_master AS v
            WHERE v.sql LIKE 'CREATE VIRTUAL TABLE%content%=%' AND v.name || '_content' = t.name COLLATE NOCASE
            AND instr(lower(substr(v.sql, instr(lower(v.sql), 'content'))), lower(t.name))),
            'table', t.type) AS type
        """

    private static func columns(_ db: Database, of table: String) throws -> [Column] {
        // hidden: 2 and 3 are generated columns, 1 hidden ones of virtual tables.
        try Row.fetchAll(
            db,
            sql: "SELECT name, type, \"notnull\", pk, hidden FROM pragma_table_xinfo(?)",
            arguments: [table]
        ).map {
            Column(
                name: $0["name"], isNotNull: $0["notnull"], keyPosition: $0["pk"],
                isGenerated: ($0["hidden"] as Int) >= 2, type: $0["type"],
                collation: collation(db, of: $0["name"], in: table))
        }
    }

    private static func collation(_ db: Database, of column: String, in table: String) -> String {
        var name: UnsafePointer<CChar>?
        let code = sqlite3_table_column_metadata(
            db.sqliteConnection, "main", table, column, nil, &name, nil, nil, nil)
        guard code == SQLITE_OK, let name else { return "BINARY" }
        return String(cString: name)
    }

    private static func indexes(_ db: Database, of table: String) throws -> [Index] {
        try Row.fetchAll(
            db, sql: "SELECT name, \"unique\", origin, partial FROM pragma_index_list(?)",
            arguments: [table]
        ).map { row in
            let parts = try Row.fetchAll(
                db,
                sql: """
                    SELECT name, coll, "desc" FROM pragma_index_xinfo(?)
                    WHERE key ORDER BY seqno
                    """,
                arguments: [row["name"] as String])
            return Index(
                name: row["name"], isUnique: row["unique"], isPartial: row["partial"],
                isPrimaryKey: row["origin"] == "pk",
                parts: parts.map {
                    .init(column: $0["name"], collation: $0["coll"], isDescending: $0["desc"])
                })
        }
    }
}
