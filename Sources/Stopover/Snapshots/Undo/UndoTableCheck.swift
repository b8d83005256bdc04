import GRDB

/// Refuses changes whose table was altered since they were recorded.
struct UndoTableCheck {
    let changes: RowChanges

    init(_ changes: RowChanges) {
        self.changes = changes
    }

    /// The table with every column that the changes need.
    func shape(_ db: Database) throws -> TableShape {
        try checked(TableShape(db, table: changes.table))
    }

    /// - Parameter shape: what the table is, or is going to be when the changes are undone.
    func checked(_ shape: TableShape?) throws(MigrationError) -> TableShape {
        guard let shape else { throw altered("it is gone") }
        guard shape.kind == .table else {
            throw altered("it is \(shape.kind == .view ? "a view" : "a virtual table") now")
        }
        for name in changes.keyColumns + changes.columns {
            guard let column = shape.column(name) else { throw altered("it has no column \(name)") }
            if column.isGenerated { throw altered("its column \(name) is generated now") }
        }
        // Rows that are inserted or deleted whole must be known whole.
        if changes.kind != .updated {
            let known = Set((changes.keyColumns + changes.columns).map(FoldedName.init))
            let added = shape.columns.first {
                !$0.isGenerated && !known.contains(FoldedName($0.name))
            }
            if let added { throw altered("its column \(added.name) was added") }
        }
        return shape
    }

    /// The index that finds its rows, or the rowid.
    func key(_ shape: TableShape) throws(MigrationError) -> BatchKey {
        do {
            return try BatchKey(shape, asked: changes.keyColumns)
        } catch {
            let list = changes.keyColumns.joined(separator: ", ")
            throw altered("(\(list)) is no key of it")
        }
    }

    private func altered(_ what: String) -> MigrationError {
        MigrationError(
            .tableAltered,
            "\(changes.table) was altered since its rows were recorded: \(what)",
            hint: "Bring the table back to the shape it had then, such as by rolling back the "
                + "migration that altered it, or restore the database snapshot.")
    }
}
