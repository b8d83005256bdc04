import GRDB

/// What rows that were put back refer to, and the values that they no longer give to others: looked
/// at once the whole chunk is undone.
struct UndoneReferences {
    /// Rows with a foreign key, by the key they have now.
    private var children: [(place: UndoPlace, key: [StoredValue])] = []
    /// Values that were taken away, by the place of the reference in the table's list.
    private var values: [(place: UndoPlace, reference: Int, value: [StoredValue])] = []

    mutating func add(_ row: BlockedRow, of group: UndoGroup) {
        let foreignKeys = group.table.foreignKeys
        guard !foreignKeys.isEmpty else { return }
        if !foreignKeys.orphans.isEmpty {
            let key = group.changes.targetKey(row.place.row, row.decision, over: row.current)
            children.append((row.place, key))
        }
        guard row.decision.write != .insert else { return }
        for (index, reference) in foreignKeys.references.enumerated() {
            let value = reference.cells.map(row.current.value(at:))
            values.append((row.place, index, value))
        }
    }

    func violators(
        _ db: Database, _ groups: [UndoGroup]
    ) throws -> [UndoPlace: Conflict.Kind] {
        var violators: [UndoPlace: Conflict.Kind] = [:]
        for child in children {
            for sql in groups[child.place.group].table.foreignKeys.orphans
            where try Self.finds(db, sql, child.key) {
                violators[child.place] = .parentMissing
            }
        }
        for value in values {
            let table = groups[value.place.group].table
            if try Self.finds(db, table.foreignKeys.references[value.reference].sql, value.value) {
                violators[value.place] = .referenced
            }
        }
        return violators
    }

    static func finds(_ db: Database, _ sql: String, _ values: [StoredValue]) throws -> Bool {
        let statement = try RawStatement(db, sql)
        defer { statement.reset() }
        try statement.bind(values)
        return try statement.step()
    }
}
