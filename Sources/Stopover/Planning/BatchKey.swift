/// The columns a batch pages by, and how SQL says it.
///
/// Ranges are row values (`(a, b) > (?, ?)`), which SQLite turns into one search of the index; the
/// index is named, because the planner would at times rather walk one of the filter's
/// (<https://sqlite.org/rowvalue.html>, <https://sqlite.org/lang_indexedby.html>).
struct BatchKey: Sendable, Hashable {
    struct Part: Sendable, Hashable {
        let column: String
        /// Qualified by the table's name, with the collation where it isn't the column's own.
        let expression: String
    }

    let table: String
    let parts: [Part]
    /// The index to walk; nil of a table walked by its rowid.
    let index: String?
    /// The table has no usable key and is paged by its rowid, which VACUUM may renumber.
    let isBareRowID: Bool

    var columns: [String] { parts.map(\.column) }

    /// What stands behind the table's name.
    var indexClause: String { index.map { "INDEXED BY \(quoted($0))" } ?? "NOT INDEXED" }

    /// The table and the index to walk, as FROM and UPDATE take it.
    var source: String { "\(quoted(table)) \(indexClause)" }

    /// The key's columns, as SELECT and ORDER BY take them.
    var list: String { parts.map(\.expression).joined(separator: ", ") }

    var descendingList: String {
        parts.map { $0.expression + " DESC" }.joined(separator: ", ")
    }

    /// `(a, b) >= (:_first_0, :_first_1)`.
    func compare(_ comparison: String, _ bound: Bound) -> String {
        let parameters = parts.indices.map { ":" + bound.parameter($0) }
        guard parts.count > 1 else { return "\(list) \(comparison) \(parameters[0])" }
        return "(\(list)) \(comparison) (\(parameters.joined(separator: ", ")))"
    }

    /// The rows of one chunk.
    var chunkRange: String { "\(compare(">=", .first)) AND \(compare("<=", .last))" }

    /// Which key of a range a parameter holds.
    enum Bound: String, Sendable {
        /// The chunk's lowest and highest key.
        case first, last
        /// The last key that is done, and the highest of the pass.
        case previous, upper

        /// A name that no user's parameter has.
        func parameter(_ position: Int) -> String { "_\(rawValue)_\(position)" }
    }
}

extension BatchKey {
    /// Chooses the key of a table: the columns asked for, else the primary key, else another unique
    /// NOT NULL index, else the rowid.
    ///
    /// - Throws: `unusableKey` where the columns asked for are no key, or nothing can be paged by.
    init(_ shape: TableShape, asked: [String]?) throws(MigrationError) {
        guard shape.kind == .table else {
            let kind = shape.kind == .view ? "a view" : "a virtual table"
            throw MigrationError(
                .unusableKey, "\(shape.name) is \(kind): a batch pages ordinary tables",
                hint: "Name the table whose rows are to be changed.")
        }
        if let asked {
            self = try Self.asked(asked, of: shape)
        } else if let alias = shape.rowIDAlias {
            self.init(shape, rowID: alias.name)
        } else if let index = Self.usable(shape).first(where: \.isPrimaryKey)
            ?? Self.usable(shape).first
        {
            self.init(shape, index)
        } else if let name = shape.rowIDName {
            self.init(
                table: shape.name,
                parts: [Part(column: name, expression: "\(quoted(shape.name)).\(name)")],
                index: nil, isBareRowID: true)
        } else {
            throw MigrationError(
                .unusableKey, "\(shape.name) has no key that a batch can page by",
                hint: "Give it a unique index on columns that are all NOT NULL.")
        }
    }

    private init(_ shape: TableShape, rowID column: String) {
        self.init(
            table: shape.name,
            parts: [
                Part(column: column, expression: "\(quoted(shape.name)).\(quoted(column))")
            ],
            index: nil, isBareRowID: false)
    }

    private init(_ shape: TableShape, _ index: TableShape.Index) {
        let parts = index.parts.map { part in
            let name = part.column ?? ""
            let plain = "\(quoted(shape.name)).\(quoted(name))"
            let isOwn = shape.column(name)?.collation.lowercased() == part.collation.lowercased()
            return Part(
                column: name,
                expression: isOwn ? plain : "\(plain) COLLATE \(quoted(part.collation))")
        }
        self.init(
            table: shape.name, parts: parts, index: index.name, isBareRowID: false)
    }

    private static func asked(
        _ columns: [String], of shape: TableShape
    ) throws(MigrationError) -> Self {
        let wanted = Set(columns.map(FoldedName.init))
        let list = columns.joined(separator: ", ")
        let hint = "Name the primary key, or the columns of a unique index that are all NOT NULL."
        for column in columns where shape.column(column) == nil {
            throw MigrationError(
                .unusableKey, "\(shape.name) has no column \(column) to page by", hint: hint)
        }
        if let alias = shape.rowIDAlias, wanted == [FoldedName(alias.name)] {
            return Self(shape, rowID: alias.name)
        }
        let covering = shape.indexes.filter { index in
            index.isUnique && !index.isPartial
                && Set(index.parts.map { $0.column.map(FoldedName.init) }) == wanted
        }
        guard !covering.isEmpty else {
            throw MigrationError(
                .unusableKey, "\(shape.name) has no unique index on (\(list))", hint: hint)
        }
        if let index = covering.first(where: { usable(shape).contains($0) }) {
            return Self(shape, index)
        }
        let isGenerated = columns.contains { shape.column($0)?.isGenerated == true }
        let reason =
            isGenerated
            ? "is a generated column, which moves with what it is made of" : "may hold NULL"
        throw MigrationError(
            .unusableKey, "The key (\(list)) of \(shape.name) \(reason)", hint: hint)
    }

    /// Unique, over all rows, of columns that hold no NULL and are not made of what the batch may
    /// write; the oldest first, so that an index that someone adds meanwhile changes nothing.
    private static func usable(_ shape: TableShape) -> [TableShape.Index] {
        // SQLite lists the newest first.
        shape.indexes.reversed().filter { index in
            index.isUnique && !index.isPartial
                && index.parts.allSatisfy { part in
                    guard let name = part.column, let column = shape.column(name) else {
                        return false
                    }
                    if column.isGenerated { return false }
                    return column.isNotNull || column.name == shape.rowIDAlias?.name
                        || (shape.isWithoutRowID && column.keyPosition > 0)
                }
        }
    }
}
