import GRDB

/// Finds the rows of one group as they are now.
final class UndoReader {
    let statement: RawStatement
    private let changes: RowChanges
    private let width: Int

    init(_ db: Database, _ changes: RowChanges, _ table: UndoTable) throws {
        statement = try RawStatement(db, table.select)
        self.changes = changes
        width = table.width
    }

    /// Reads what the row's key finds; false where it finds nothing.
    ///
    /// - Parameter buffer: emptied; its storage serves row after row.
    func read(_ row: Int, into buffer: inout ValueBuffer) throws -> Bool {
        defer { statement.reset() }
        let count = changes.keyColumns.count
        return try changes.keys.withBytes { base in
            for position in 0..<count {
                try statement.check(
                    changes.keys.bind(
                        row * count + position, at: base, to: Int32(position + 1),
                        of: statement.handle))
            }
            return try take(&buffer)
        }
    }

    /// The same of another key.
    func read(key: [StoredValue], into buffer: inout ValueBuffer) throws -> Bool {
        defer { statement.reset() }
        try statement.bind(key)
        return try take(&buffer)
    }

    private func take(_ buffer: inout ValueBuffer) throws -> Bool {
        buffer.removeAll()
        guard try statement.step() else { return false }
        for cell in 0..<Int32(width) { buffer.append(column: cell, of: statement.handle) }
        return true
    }
}
