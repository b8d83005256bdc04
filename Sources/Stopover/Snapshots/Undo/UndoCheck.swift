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
    let overlay: UndoOverlay
    private var current = ValueBuffer()
    var parents: [UndoForeignKeys.Parent] = []
    var references: [UndoForeignKeys.Reference] = []
    /// Tables that the undo gives rows or parent keys back to.
    var givenTo: Set<FoldedName> = []

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
struct CheckedGroup {
    let changes: RowChanges
    let table: UndoTable
    let reader: UndoReader
    let number: Int64
    /// Its rows are kept in mind: they may come again, or be in another one's way.
    let isRemembered: Bool
}

/// A row that was decided about.
struct CheckedRow {
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
        let conflicts = group.changes.conflicts(
            ofRow: checked.row, checked.decision, over: checked.current)
        for conflict in conflicts { add(conflict) }
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
            group.changes, row: row, current: isThere ? current : nil, policy: policy,
            left: rowsMayRecur ? entry?.left ?? .nothing : nil)
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
        for problem in checked.decision.problems { entry.left.add(problem.column) }
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
    func writtenNames(_ decision: UndoDecision) -> [FoldedName] {
        decision.columns.map { FoldedName(changes.columns[$0]) }
    }
}
