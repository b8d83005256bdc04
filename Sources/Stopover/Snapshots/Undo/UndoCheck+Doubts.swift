import GRDB

/// What can't be told of a row before all chunks were seen: clashes with UNIQUE values, and references.
extension UndoCheck {
    func noteGiven(_ group: CheckedGroup) {
        let isGiven =
            group.changes.kind == .deleted
            || (group.changes.kind == .updated && !group.table.foreignKeys.references.isEmpty)
        if isGiven { givenTo.insert(FoldedName(group.changes.table)) }
    }

    func doubt(
        _ checked: CheckedRow, _ group: CheckedGroup, _ turn: UndoCheckTurn
    ) throws {
        switch checked.decision.write {
        case .nothing: return
        case .delete: try doubtReferences(checked, group, turn)
        case .insert, .update:
            try doubtUniqueness(checked, group, turn)
            try doubtParents(checked, group, turn)
        }
    }

    /// Looks for a row that has a UNIQUE value which this one is to have.
    private func doubtUniqueness(
        _ checked: CheckedRow, _ group: CheckedGroup, _ turn: UndoCheckTurn
    ) throws {
        let written = Set(group.writtenNames(checked.decision))
        let isWhole = group.changes.kind == .deleted
        let keys = group.table.uniqueKeys.filter { key in
            isWhole || key.columns.contains { written.contains(FoldedName($0)) }
        }
        guard !keys.isEmpty else { return }
        let own =
            checked.entry?.base
            ?? (checked.decision.write == .update
                ? group.changes.keyColumns.indices.map(checked.current.value(at:))
                : group.changes.key(ofRow: checked.row))
        for key in keys {
            let values = try targets(key.columns, checked, group, turn)
            let statement = try RawStatement(turn.db, group.table.selectKeys(key))
            try statement.bind(values)
            guard let other = try statement.firstRow(), other != own else { continue }
            try note(checked, group, turn, .notUnique, other: other)
        }
    }

    private func doubtParents(
        _ checked: CheckedRow, _ group: CheckedGroup, _ turn: UndoCheckTurn
    ) throws {
        let written = Set(group.writtenNames(checked.decision))
        for parent in group.table.foreignKeys.parents {
            guard
                group.changes.kind == .deleted
                    || parent.columns.contains(where: { written.contains(FoldedName($0)) })
            else { continue }
            let values = try targets(parent.columns, checked, group, turn)
            guard !values.contains(where: \.isNull) else { continue }
            if let sql = parent.sql, try UndoneReferences.finds(turn.db, sql, values) { continue }
            let probe = parents.place(of: parent)
            try note(checked, group, turn, .parentMissing, probe: probe)
        }
    }

    private func doubtReferences(
        _ checked: CheckedRow, _ group: CheckedGroup, _ turn: UndoCheckTurn
    ) throws {
        for reference in group.table.foreignKeys.references {
            let values = reference.cells.map(checked.current.value(at:))
            let sql =
                "SELECT 1 FROM \(quoted(reference.child)) AS _child WHERE \(reference.childCondition)"
            guard try UndoneReferences.finds(turn.db, sql, values) else { continue }
            let probe = references.place(of: reference)
            try note(checked, group, turn, .referenced, probe: probe, other: values)
        }
    }

    private func note(
        _ checked: CheckedRow, _ group: CheckedGroup, _ turn: UndoCheckTurn,
        _ kind: Conflict.Kind, probe: Int = 0, other: [StoredValue] = []
    ) throws {
        try overlay.note(
            turn.memory,
            .init(
                table: group.number, key: group.changes.key(ofRow: checked.row), kind: kind,
                probe: probe, other: other))
    }

    /// The values that columns are to have, those that the group doesn't know read for it.
    private func targets(
        _ columns: [String], _ checked: CheckedRow, _ group: CheckedGroup, _ turn: UndoCheckTurn
    ) throws -> [StoredValue] {
        let isWhole = group.changes.kind == .deleted
        var values = group.changes.target(
            checked.row, checked.decision, over: isWhole ? nil : checked.current)
        if !isWhole, columns.contains(where: { values[FoldedName($0)] == nil }) {
            let statement = try RawStatement(turn.db, group.table.selectWhole)
            try statement.bind(group.table.locatorCells.map(checked.current.value(at:)))
            let whole = try statement.firstRow() ?? []
            for (name, value) in zip(group.table.storedColumns, whole) {
                let name = FoldedName(name)
                values[name] = values[name] ?? checked.entry?.values?[name] ?? value
            }
        }
        return columns.map { values[FoldedName($0)] ?? .null }
    }

    func isConflict(_ doubt: UndoOverlay.Doubt, _ turn: UndoCheckTurn) throws -> Bool {
        switch doubt.kind {
        case .notUnique: return try !overlay.moves(turn.memory, doubt.table, doubt.other)
        case .parentMissing: return !givenTo.contains(FoldedName(parents[doubt.probe].table))
        case .referenced:
            guard !givenTo.contains(FoldedName(overlay.tables[Int(doubt.table)].table)) else {
                return false
            }
            return try staysReferenced(references[doubt.probe], doubt.other, turn)
        default: return true
        }
    }

    /// Whether a row that the undo leaves alone refers to the value.
    private func staysReferenced(
        _ reference: UndoForeignKeys.Reference, _ value: [StoredValue], _ turn: UndoCheckTurn
    ) throws -> Bool {
        let child = FoldedName(reference.child)
        guard let index = overlay.tables.firstIndex(where: { FoldedName($0.table) == child })
        else { return true }
        let list = overlay.tables[index].keyColumns.map { "_child.\(quoted($0))" }
        let statement = try RawStatement(
            turn.db,
            """
            SELECT \(list.joined(separator: ", ")) FROM \(quoted(reference.child)) AS _child \
            WHERE \(reference.childCondition)
            """)
        try statement.bind(value)
        defer { statement.reset() }
        while try statement.step() {
            let key = list.indices.map { statement.value(at: Int32($0)) }
            if try !overlay.moves(turn.memory, Int64(index), key) { return true }
        }
        return false
    }
}

extension UndoTable {
    /// Finds the keys of rows that have the values of a unique key.
    fileprivate func selectKeys(_ key: UniqueKey) -> String {
        let name = quoted(shape.name)
        let list = keyColumns.map { "\(name).\(quoted($0))" }.joined(separator: ", ")
        return "SELECT \(list) FROM \(name) WHERE \(key.condition)"
    }
}

extension Array where Element: Hashable {
    /// Where the element stands, added where it doesn't: foreign keys are few.
    fileprivate mutating func place(of element: Element) -> Int {
        if let place = firstIndex(of: element) { return place }
        append(element)
        return count - 1
    }
}
