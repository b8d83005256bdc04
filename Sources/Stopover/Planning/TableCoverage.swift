import GRDB

/// Whether a row snapshot can keep what is changed in a table.
enum TableCoverage: Sendable, Hashable {
    /// A row is found again by the key.
    case rows(BatchKey)
    /// It is a full-text index over another table's content, or one of the tables that such an index
    /// is kept in: after an undo the index, which is named here, is made anew.
    case fullTextIndex(String)
    /// A view has no rows of its own.
    case nothing
    /// It can't, for the reason.
    case refused(String)

    /// - Parameter table: of the main database.
    init(_ db: Database, table: String) throws {
        guard let shape = try TableShape(db, table: table) else {
            self = .refused("\(table) is not in the schema")
            return
        }
        switch shape.kind {
        case .view: self = .nothing
        case .table: self = Self.ordinary(shape)
        case .virtual: self = try Self.virtual(db, shape.name)
        case .shadow:
            let owner = try Self.owner(db, ofShadow: shape.name)
            self =
                try owner.map { try Self.virtual(db, $0) }
                ?? .refused("\(shape.name) belongs to a virtual table that is not there")
        }
    }

    private static func ordinary(_ shape: TableShape) -> Self {
        do throws(MigrationError) {
            let key = try BatchKey(shape, asked: nil)
            guard key.isBareRowID else { return .rows(key) }
            return .refused(
                "\(shape.name) has no key but its rowid, which VACUUM gives to other rows")
        } catch {
            return .refused(error.message)
        }
    }

    private static func virtual(_ db: Database, _ table: String) throws -> Self {
        let module = try VirtualTable(db, table)
        if module.content != nil { return .fullTextIndex(table) }
        return .refused(
            "\(table) is a virtual table (\(module.name)), which can't be made anew from another table"
        )
    }

    /// Shadow tables are named after their virtual table (<https://sqlite.org/vtab.html>, section
    /// 2.12.1).
    private static func owner(_ db: Database, ofShadow name: String) throws -> String? {
        try TableShape.names(db, kinds: ["virtual"])
            .filter { name.lowercased().hasPrefix($0.lowercased() + "_") }
            .max { $0.utf8.count < $1.utf8.count }
    }
}

/// What the text of a `CREATE VIRTUAL TABLE` says.
struct VirtualTable: Sendable, Hashable {
    /// Such as `fts5`.
    let name: String
    /// The table that a full-text index takes its text from, keeping none: `content="notes"`.
    let content: String?

    init(_ sql: String) {
        let tokens = SQLTokenizer.significant(sql)
        let using = tokens.firstIndex { $0.keyword == "USING" } ?? tokens.endIndex
        name = tokens[using...].dropFirst().first?.name.lowercased() ?? ""
        // Without a table's name behind it the index has no content at all.
        let isFullText = ["fts4", "fts5"].contains(name)
        let option = tokens.indices.dropLast(2).first {
            tokens[$0].name.lowercased() == "content" && tokens[$0 + 1].text == "="
                && !tokens[$0 + 2].name.isEmpty
        }
        content = isFullText ? option.map { tokens[$0 + 2].name } : nil
    }

    init(_ db: Database, _ table: String) throws {
        let sql = try String.fetchOne(
            db, sql: "SELECT sql FROM main.sqlite_master WHERE type = 'table' AND name = ?",
            arguments: [table])
        self.init(sql ?? "")
    }
}
