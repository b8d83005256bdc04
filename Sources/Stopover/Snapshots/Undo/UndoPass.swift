import GRDB

/// One attempt to undo a chunk: inserted rows go first, then changed ones go back, then deleted ones
/// come back, each in reverse order of change.
final class UndoPass {
    private(set) var result = UndoResult()
    let db: Database
    let groups: [UndoGroup]
    private let policy: ConflictPolicy
    /// Rows to leave as they are, because a foreign key was violated else.
    private let kept: [UndoPlace: Conflict.Kind]
    /// What newer chunks left alone; nil where no row occurs in two chunks.
    private let left: LeftAloneRows?
    private var blocked: [BlockedRow] = []
    private var current = ValueBuffer()
    private var written = UndoneReferences()

    init(
        _ db: Database, _ groups: [UndoGroup.Prepared], _ policy: ConflictPolicy,
        kept: [UndoPlace: Conflict.Kind], left: LeftAloneRows?
    ) throws {
        self.db = db
        self.groups = try groups.map { try UndoGroup(db, $0.changes, $0.table) }
        self.policy = policy
        self.kept = kept
        self.left = left
    }

    func run() throws {
        for group in indices(.inserted) { try forEachRow(group, putBack) }
        try moveKeys()
        for group in indices(.updated) where !groups[group].changes.changesKeys {
            try forEachRow(group, groups[group].table.foreignKeys.isEmpty ? putBackFast : putBack)
        }
        for group in indices(.deleted) { try forEachRow(group, putBack) }
        guard !blocked.isEmpty else { return }
        var rows = BlockedRows(self, blocked)
        blocked = []
        try rows.resolve()
    }

    /// Rows that violate a foreign key now.
    func violators() throws -> [UndoPlace: Conflict.Kind] {
        try written.violators(db, groups)
    }

    private func indices(_ kind: RowChanges.Kind) -> [Int] {
        groups.indices.reversed().filter { groups[$0].changes.kind == kind }
    }

    private func forEachRow(_ group: Int, _ body: (UndoPlace) throws -> Void) rethrows {
        for row in (0..<groups[group].changes.rowCount).reversed() {
            let place = UndoPlace(group: group, row: row)
            if let kind = kept[place] {
                result.conflicts.append(groups[group].conflict(row, .init(kind: kind)))
            } else {
                try body(place)
            }
        }
    }

    /// Rows whose keys go back are all found before the first of them moves: it might come to stand
    /// where another one is looked for.
    private func moveKeys() throws {
        var moves: [(UndoPlace, UndoDecision, ValueBuffer)] = []
        for group in indices(.updated) where groups[group].changes.changesKeys {
            try forEachRow(group) { place in
                let decision = try decide(place)
                moves.append((place, decision, current))
            }
        }
        for (place, decision, current) in moves { try write(place, decision, over: current) }
    }

    private func putBackFast(_ place: UndoPlace) throws {
        let group = groups[place.group]
        let isChanged = group.changes.columns.indices.contains {
            group.changes.isChanged($0, ofRow: place.row)
        }
        guard isChanged else { return }
        if let left, try !left.of(db, group.changes, place.row).isEmpty {
            return try putBack(place)
        }
        do {
            guard try group.putBackUnchanged(place.row) else { return try putBack(place) }
            result.rowsPutBack += 1
        } catch let error as DatabaseError where error.conflictKind != nil {
            // Once more, so that what is noted of it is right.
            try putBack(place)
        }
    }

    private func putBack(_ place: UndoPlace) throws {
        try write(place, decide(place), over: current)
    }

    private func decide(_ place: UndoPlace) throws -> UndoDecision {
        let group = groups[place.group]
        let isThere = try group.reader.read(place.row, into: &current)
        return UndoDecision(
            group.changes, row: place.row, current: isThere ? current : nil, policy: policy,
            left: try left?.of(db, group.changes, place.row))
    }

    private func write(
        _ place: UndoPlace, _ decision: UndoDecision, over current: ValueBuffer
    ) throws {
        let row = BlockedRow(place: place, decision: decision, current: current)
        // Whoever takes a deleted row's key may be about to leave it.
        if !blocked.isEmpty, takesOver(row) { return blocked.append(row) }
        guard let kind = try attempt(row) else { return }
        if kind == .notUnique { blocked.append(row) } else { fail(row, kind) }
    }
}

// MARK: - What blocked rows use

extension UndoPass {
    /// Whether it is a deleted row whose key was taken.
    func takesOver(_ row: BlockedRow) -> Bool {
        groups[row.place.group].changes.kind == .deleted
            && (row.decision.write == .update || !row.decision.problems.isEmpty)
    }

    /// Looks at a deleted row's key again, which may be free by now.
    func decidedAgain(_ row: BlockedRow) throws -> BlockedRow {
        guard groups[row.place.group].changes.kind == .deleted else { return row }
        let decision = try decide(row.place)
        return BlockedRow(place: row.place, decision: decision, current: current)
    }

    /// Writes a row and notes what came of it, or tells why it can't be written.
    func attempt(_ row: BlockedRow) throws -> Conflict.Kind? {
        do {
            try groups[row.place.group].write(row.place.row, row.decision, over: row.current)
        } catch let error as DatabaseError {
            guard let kind = error.conflictKind else { throw error }
            return kind
        }
        succeed(row)
        return nil
    }

    /// Notes a row that was written.
    func succeed(_ row: BlockedRow) {
        result.conflicts += groups[row.place.group].changes.conflicts(
            ofRow: row.place.row, row.decision, over: row.current)
        guard row.decision.write != .nothing else { return }
        noteMove(row)
        result.rowsPutBack += 1
        result.overwritten += row.decision.overwritten
        written.add(row, of: groups[row.place.group])
    }

    /// Older chunks find what newer ones left alone under the key that it has then.
    private func noteMove(_ row: BlockedRow) {
        let changes = groups[row.place.group].changes
        guard left != nil, changes.changesKeys, row.decision.write == .update else { return }
        result.moves.append(
            .init(
                table: changes.table, from: changes.key(ofRow: row.place.row),
                to: changes.targetKey(row.place.row, row.decision, over: row.current)))
    }

    /// Notes a row that could not be written.
    func fail(_ row: BlockedRow, _ kind: Conflict.Kind) {
        for problem in row.decision.problems + [.init(kind: kind)] {
            result.conflicts.append(groups[row.place.group].conflict(row.place.row, problem))
        }
    }
}

extension DatabaseError {
    /// What a row that a constraint refused is; nil of other failures, such as a full disk.
    fileprivate var conflictKind: Conflict.Kind? {
        guard resultCode == .SQLITE_CONSTRAINT else { return nil }
        switch extendedResultCode {
        case .SQLITE_CONSTRAINT_UNIQUE, .SQLITE_CONSTRAINT_PRIMARYKEY, .SQLITE_CONSTRAINT_ROWID:
            return .notUnique
        default: return .constraint
        }
    }
}
