import GRDB

/// Counts what an undo would put back and what it could not, reading only: for `--dry-run`, and for
/// ``ConflictPolicy/abort``, which changes nothing if there is a conflict.
///
/// Chunks come newest first, as they are undone. What a newer one would leave behind is kept beside the
/// database (``UndoOverlay``), because an older one expects it.
///
/// It decides about values as the undo does, and finds rows in the way of a UNIQUE value, missing
/// parents, and rows that refer to an inserted one. It can't foresee:
/// - a CHECK or NOT NULL that was added since, and clashes by a partial UNIQUE index or one of
///   expressions or generated columns;
/// - whether a row in the way that is part of the undo makes way in time: it is taken to;
/// - which values a table gets that the undo gives rows or parent keys back to: references to it are
///   not doubted; nor references to a parent key that the undo changes.
final class UndoCheck {
    /// What was found up to now.
    private(set) var result: UndoForecast

    private let policy: ConflictPolicy
    private let rowsMayRecur: Bool
    private let limit: Int
    private let tables: UndoTables
    private let overlay: UndoOverlay
    private var current = ValueBuffer()
    private var parents: [UndoForeignKeys.Parent] = []
    private var references: [UndoForeignKeys.Reference] = []
    /// Tables that the undo gives rows or parent keys back to.
    private var givenTo: Set<FoldedName> = []

    /// - Parameters:
    ///   - rowsMayRecur: a row may occur in more than one chunk; false spares the memory of rows.
    ///   - limit: of the conflicts that are kept; all are counted.
    init(
        policy: ConflictPolicy, checksForeignKeys: Bool, rowsMayRecur: Bool = true,
        limit: Int = 100
    ) throws {
        self.policy = policy
        self.rowsMayRecur = rowsMayRecur
        self.limit = limit
        tables = UndoTables(checksForeignKeys: checksForeignKeys)
        overlay = try UndoOverlay()
        result = UndoForecast()
    }

    /// Looks at the next chunk, newest first.
    ///
    /// - Throws: `tableAltered` where a table is another now.
    func check(_ db: Database, _ changes: ChunkChanges) throws {
        let groups = try changes.groups.map { changes in
            let table = try tables.table(db, changes)
            return CheckedGroup(
                changes: changes, table: table, reader: try UndoReader(db, changes, table),
                number: overlay.number(changes.table, changes.keyColumns),
                isRemembered: rowsMayRecur || table.canBeInTheWay)
        }
        try overlay.write { memory in
            let turn = UndoCheckTurn(db: db, memory: memory)
            for kind in [RowChanges.Kind.inserted, .updated, .deleted] {
                for group in groups.reversed() where group.changes.kind == kind {
                    noteGiven(group)
                    try check(group, turn)
                }
            }
        }
    }

    /// Settles what could not be told before all chunks were seen.
    func finish(_ db: Database) throws -> UndoForecast {
        try overlay.write { memory in
            let turn = UndoCheckTurn(db: db, memory: memory)
            try overlay.forEachDoubt(memory) { doubt in
                guard try isConflict(doubt, turn) else { return }
                let table = overlay.tables[Int(doubt.table)].table
                add(Conflict(table, key: doubt.key, doubt.kind))
            }
            try memory.execute(sql: "DELETE FROM doubts")
        }
        return result
    }

    private func add(_ conflict: Conflict) {
        result.conflictCount += 1
        if result.conflicts.count < limit { result.conflicts.append(conflict) }
    }
}

/// What an undo would come to.
struct UndoForecast: Sendable, Equatable {
    var rowsPutBack = 0
    var overwritten = 0
    var conflictCount = 0
    /// The first of them.
    var conflicts: [Conflict] = []
}

/// The two databases that the check has in its hands: the one to be undone, and its memory.
struct UndoCheckTurn {
    let db: Database
    let memory: Database
}

/// A group as the check reads it.
private struct CheckedGroup {
    let changes: RowChanges
    let table: UndoTable
    let reader: UndoReader
    let number: Int64
    /// Its rows are kept in mind: they may come again, or be in another one's way.
    let isRemembered: Bool
}

/// A row that was decided about.
private struct CheckedRow {
    let row: Int
    let decision: UndoDecision
    let current: ValueBuffer
    let entry: UndoOverlay.Entry?
}

extension UndoTable {
    /// Whether the group's rows may matter to others that are put back.
    fileprivate var canBeInTheWay: Bool {
        kind != .updated || !foreignKeys.isEmpty || uniqueKeys.contains { touches($0) }
    }

    fileprivate func touches(_ key: UniqueKey) -> Bool {
        let own = Set(columns.map(FoldedName.init))
        return key.columns.contains { own.contains(FoldedName($0)) }
    }
}

// MARK: - Rows

extension UndoCheck {
    private func check(_ group: CheckedGroup, _ turn: UndoCheckTurn) throws {
        var moves: [CheckedRow] = []
        for row in (0..<group.changes.rowCount).reversed() {
            let checked = try decide(row, group, turn)
            count(checked, group)
            try doubt(checked, group, turn)
            if group.changes.changesKeys {
                moves.append(checked)
            } else if group.isRemembered {
                try remember(checked, group, turn)
            }
        }
        guard group.isRemembered else { return }
        // All leave their keys before the first takes another one's.
        for move in moves where move.decision.write != .nothing {
            try overlay.set(
                turn.memory, group.number, group.changes.key(ofRow: move.row),
                .init(values: nil, base: nil, stays: false))
        }
        for move in moves { try remember(move, group, turn) }
    }

    private func count(_ checked: CheckedRow, _ group: CheckedGroup) {
        if checked.decision.write != .nothing { result.rowsPutBack += 1 }
        result.overwritten += checked.decision.overwritten
        for problem in checked.decision.problems {
            add(
                Conflict(
                    group.changes.table, key: group.changes.key(ofRow: checked.row),
                    column: problem.column, problem.kind))
        }
    }

    private func decide(
        _ row: Int, _ group: CheckedGroup, _ turn: UndoCheckTurn
    ) throws -> CheckedRow {
        let entry =
            rowsMayRecur
            ? try overlay.entry(turn.memory, group.number, group.changes.key(ofRow: row)) : nil
        let isThere: Bool
        if let entry {
            isThere = try simulate(entry, group)
        } else {
            isThere = try group.reader.read(row, into: &current)
        }
        let decision = UndoDecision(
            group.changes, row: row, current: isThere ? current : nil, policy: policy)
        return CheckedRow(row: row, decision: decision, current: current, entry: entry)
    }

    /// Reads the row as the newer chunks would have left it.
    private func simulate(_ entry: UndoOverlay.Entry, _ group: CheckedGroup) throws -> Bool {
        guard let values = entry.values else { return false }
        var base = ValueBuffer()
        let isBased = try entry.base.map { try group.reader.read(key: $0, into: &base) } ?? false
        guard isBased || entry.base == nil else { return false }
        current.removeAll()
        let names =
            group.changes.keyColumns + group.changes.columns + group.table.furtherColumns
        for (index, name) in names.enumerated() {
            if let value = values[FoldedName(name)] {
                current.append(value)
            } else if isBased {
                current.append(base, at: index)
            } else {
                current.appendNull()
            }
        }
        if group.table.rowID != nil {
            if isBased { current.append(base, at: names.count) } else { current.appendNull() }
        }
        return true
    }

    /// Keeps in mind what the undo would leave of a row.
    private func remember(
        _ checked: CheckedRow, _ group: CheckedGroup, _ turn: UndoCheckTurn
    ) throws {
        let key = group.changes.key(ofRow: checked.row)
        var entry = checked.entry ?? .init(values: [:], base: key, stays: false)
        entry.stays = checked.decision.write == .nothing
        var place = key
        switch checked.decision.write {
        case .nothing: break
        case .delete: entry.values = nil
        case .insert, .update:
            let isWhole = group.changes.kind == .deleted
            let target = group.changes.target(
                checked.row, checked.decision, over: isWhole ? nil : checked.current)
            if isWhole { entry = .init(values: target, base: nil, stays: false) }
            for name in group.writtenNames(checked.decision) {
                entry.values?[name] = target[name]
            }
            place = group.changes.targetKey(
                checked.row, checked.decision, over: isWhole ? nil : checked.current)
        }
        try overlay.set(turn.memory, group.number, place, entry)
    }
}

extension CheckedGroup {
    fileprivate func writtenNames(_ decision: UndoDecision) -> [FoldedName] {
        decision.columns.map { FoldedName(changes.columns[$0]) }
    }
}

// MARK: - Clashes and references

extension UndoCheck {
    private func noteGiven(_ group: CheckedGroup) {
        let isGiven =
            group.changes.kind == .deleted
            || (group.changes.kind == .updated && !group.table.foreignKeys.references.isEmpty)
        if isGiven { givenTo.insert(FoldedName(group.changes.table)) }
    }

    private func doubt(
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
            statement.bind(values)
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
            statement.bind(group.table.locatorCells.map(checked.current.value(at:)))
            let whole = try statement.firstRow() ?? []
            for (name, value) in zip(group.table.storedColumns, whole) {
                let name = FoldedName(name)
                values[name] = values[name] ?? checked.entry?.values?[name] ?? value
            }
        }
        return columns.map { values[FoldedName($0)] ?? .null }
    }

    private func isConflict(_ doubt: UndoOverlay.Doubt, _ turn: UndoCheckTurn) throws -> Bool {
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
        statement.bind(value)
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

extension ValueBuffer {
    /// Appends a value that stands on its own.
    mutating func append(_ value: StoredValue) {
        switch value.content {
        case .null: appendNull()
        case .integer(let value): append(value)
        case .real(let value): append(value)
        case .text(let bytes): bytes.withUnsafeBufferPointer { append(.text, $0) }
        case .blob(let bytes): bytes.withUnsafeBufferPointer { append(.blob, $0) }
        }
    }
}
