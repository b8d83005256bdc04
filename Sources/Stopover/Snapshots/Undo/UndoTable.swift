import GRDB

/// The table of a group of changes as it is now, checked once: whether the changes still fit it.
struct UndoTable: Sendable {
    let shape: TableShape
    let key: BatchKey
    /// The group's, in its order.
    let keyColumns: [String]
    let columns: [String]
    let kind: RowChanges.Kind
    /// What reaches a row's rowid: its other name, or one of its own that no column hides; nil of a
    /// table without.
    let rowID: String?
    let uniqueKeys: [UniqueKey]
    /// What the foreign keys that the group touches ask of its rows.
    let foreignKeys: UndoForeignKeys

    /// - Parameter foreignKeys: those of the whole database; empty where they are not checked.
    /// - Throws: `tableAltered` where the table is not any more what the changes were made to.
    init(_ db: Database, _ changes: RowChanges, foreignKeys: [ForeignKey]) throws {
        let shape = try UndoTableCheck(changes).shape(db)
        self.shape = shape
        key = try UndoTableCheck(changes).key(shape)
        keyColumns = changes.keyColumns
        columns = changes.columns
        kind = changes.kind
        rowID = shape.rowIDAlias.map { quoted($0.name) } ?? shape.rowIDName
        uniqueKeys = UniqueKey.all(of: shape)
        self.foreignKeys = UndoForeignKeys(shape, changes, key: key, foreignKeys)
    }

    /// Columns that a row is made of; generated ones follow from them.
    var storedColumns: [String] { shape.columns.filter { !$0.isGenerated }.map(\.name) }

    /// Columns behind the group's own that a row is read with.
    var furtherColumns: [String] { foreignKeys.furtherColumns }

    /// Cells of a row that is read: key, columns, further columns, rowid.
    var width: Int {
        keyColumns.count + columns.count + furtherColumns.count + (rowID == nil ? 0 : 1)
    }

    /// Which of these cells tell the row from all others when it is written.
    var locatorCells: Range<Int> {
        rowID == nil ? 0..<keyColumns.count : width - 1..<width
    }
}

// MARK: - SQL

extension UndoTable {
    private var name: String { quoted(shape.name) }

    private func column(_ column: String) -> String { "\(name).\(quoted(column))" }

    /// Finds a row as the key's index does, so that there is one at most; its parameters begin at `first`.
    func keyCondition(from first: Int) -> String {
        Self.condition(key, keyColumns, from: first)
    }

    /// `key` may list the columns in another order than the group.
    static func condition(_ key: BatchKey, _ keyColumns: [String], from first: Int) -> String {
        keyColumns.enumerated().map { position, column in
            let part = key.parts.first { FoldedName($0.column) == FoldedName(column) }
            return "\(part?.expression ?? quoted(column)) = ?\(first + position)"
        }.joined(separator: " AND ")
    }

    /// Finds the row that was read, by its rowid where it has one.
    private func locatorCondition(from first: Int) -> String {
        rowID.map { "\(name).\($0) = ?\(first)" } ?? keyCondition(from: first)
    }

    private var cells: [String] {
        (keyColumns + columns + furtherColumns).map(column)
            + (rowID.map { ["\(name).\($0)"] } ?? [])
    }

    /// Reads a row by its key.
    var select: String {
        "SELECT \(cells.joined(separator: ", ")) FROM \(name) WHERE \(keyCondition(from: 1))"
    }

    /// Sets all columns of the group, then the locator. A deleted row whose key is taken gets the key's
    /// bytes too.
    ///
    /// `OR ABORT` goes before the `ON CONFLICT` clauses of the table's constraints, which else may
    /// delete other rows or skip this one (<https://sqlite.org/lang_conflict.html>).
    var update: String {
        let written = kind == .deleted ? columns + keyColumns : columns
        return "UPDATE OR ABORT \(name) SET \(assignments(written)) WHERE "
            + locatorCondition(from: written.count + 1)
    }

    /// Sets all columns of the group where they and the key are exactly the recorded ones, but for
    /// reals: parameters are the old values, the key, the new values. Without affinity (the unary
    /// plus) and under BINARY, `IS` takes no text for a blob or a number, and of texts only the same
    /// bytes; of 1 and 1.0 it makes no difference, therefore the typeof.
    var updateUnchanged: String {
        let keyStart = columns.count + 1
        let exactKey = keyColumns.enumerated().filter { !isRowIDAlias($1) }
            .map { exact($1, keyStart + $0) }
        let exactColumns = columns.enumerated()
            .map { exact($1, keyStart + keyColumns.count + $0) }
        let conditions = [keyCondition(from: keyStart)] + exactKey + exactColumns
        return "UPDATE OR ABORT \(name) SET \(assignments(columns)) WHERE "
            + conditions.joined(separator: " AND ")
    }

    var insert: String { insertion(keyColumns + columns) }

    var delete: String { "DELETE FROM \(name) WHERE \(locatorCondition(from: 1))" }

    /// All that a row is made of, by its locator; with the rowid where no column is it.
    var selectWhole: String {
        let list = wholeColumns.map { "\(name).\($0)" }.joined(separator: ", ")
        return "SELECT \(list) FROM \(name) WHERE \(locatorCondition(from: 1))"
    }

    /// Inserts what `selectWhole` reads.
    var insertWhole: String {
        let places = (1...wholeColumns.count).map { "?\($0)" }.joined(separator: ", ")
        return
            "INSERT OR ABORT INTO \(name) (\(wholeColumns.joined(separator: ", "))) VALUES (\(places))"
    }

    private var wholeColumns: [String] {
        storedColumns.map(quoted) + (hiddenRowIDColumn.map { [$0] } ?? [])
    }

    /// The rowid where no column is it.
    var hiddenRowIDColumn: String? { shape.rowIDAlias == nil ? rowID : nil }

    /// Finds the locators of rows that have the values of a unique key.
    func selectLocators(_ key: UniqueKey) -> String {
        let list = rowID.map { "\(name).\($0)" } ?? keyColumns.map(column).joined(separator: ", ")
        return "SELECT \(list) FROM \(name) WHERE \(key.condition)"
    }

    private func insertion(_ columns: [String]) -> String {
        let places = (1...columns.count).map { "?\($0)" }.joined(separator: ", ")
        let names = columns.map(quoted).joined(separator: ", ")
        return "INSERT OR ABORT INTO \(name) (\(names)) VALUES (\(places))"
    }

    private func assignments(_ columns: [String]) -> String {
        columns.enumerated().map { "\(quoted($1)) = ?\($0 + 1)" }.joined(separator: ", ")
    }

    private func exact(_ column: String, _ parameter: Int) -> String {
        let value = self.column(column)
        return "(+\(value)) COLLATE BINARY IS ?\(parameter) AND typeof(\(value)) <> 'real'"
    }

    private func isRowIDAlias(_ column: String) -> Bool {
        shape.rowIDAlias.map { FoldedName($0.name) == FoldedName(column) } ?? false
    }
}
