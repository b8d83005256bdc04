import GRDB

/// Reads and writes the rows of one group: its statements, and what is bound to them in place.
final class UndoGroup {
    let changes: RowChanges
    let table: UndoTable
    let reader: UndoReader
    private let db: Database
    private let updating: RawStatement
    private let updatingUnchanged: RawStatement
    private let inserting: RawStatement
    private let deleting: RawStatement

    init(_ db: Database, _ changes: RowChanges, _ table: UndoTable) throws {
        self.db = db
        self.changes = changes
        self.table = table
        reader = try UndoReader(db, changes, table)
        // Each kind needs some of them only; the reading one stands for those that it doesn't need.
        let reading = reader.statement
        let (kind, hasColumns) = (changes.kind, !changes.columns.isEmpty)
        updating =
            kind != .inserted && (hasColumns || kind == .deleted)
            ? try RawStatement(db, table.update) : reading
        updatingUnchanged =
            kind == .updated && hasColumns
            ? try RawStatement(db, table.updateUnchanged) : reading
        inserting = kind == .deleted ? try RawStatement(db, table.insert) : reading
        deleting = kind == .inserted ? try RawStatement(db, table.delete) : reading
    }

    private var keyWidth: Int { changes.keyColumns.count }
    private var width: Int { changes.columns.count }

    /// Puts the row back where it is exactly as recorded, in one statement.
    ///
    /// - Returns: false where it isn't, or where SQL can't tell (`UndoTable.updateUnchanged`).
    func putBackUnchanged(_ row: Int) throws -> Bool {
        let cells = row * width..<(row + 1) * width
        let keys = row * keyWidth..<(row + 1) * keyWidth
        guard !cells.contains(where: { changes.new.cells[$0].storage == .real }),
            !keys.contains(where: { changes.keys.cells[$0].storage == .real })
        else { return false }
        let statement = updatingUnchanged
        return try changes.old.withBytes { oldBase in
            try changes.keys.withBytes { keyBase in
                try changes.new.withBytes { newBase in
                    for (place, cell) in cells.enumerated() {
                        let first = Int32(place + 1)
                        try statement.check(
                            changes.old.bind(cell, at: oldBase, to: first, of: statement.handle))
                        try statement.check(
                            changes.new.bind(
                                cell, at: newBase, to: first + Int32(width + keyWidth),
                                of: statement.handle))
                    }
                    try bindKey(row, keyBase, from: Int32(width + 1), of: statement)
                    return try change(statement) == 1
                }
            }
        }
    }

    /// Carries out a decision.
    ///
    /// - Parameter current: what `read` found.
    func write(_ row: Int, _ decision: UndoDecision, over current: ValueBuffer) throws {
        let count =
            switch decision.write {
            case .nothing: 1
            case .insert: try insert(row)
            case .delete:
                try current.withBytes { base in
                    try bindLocator(of: current, base, from: 1, of: deleting)
                    return try change(deleting)
                }
            case .update: try update(row, decision.columns, over: current)
            }
        // No trigger is there to skip a row, and nobody else writes.
        guard count == 1 else { throw DatabaseError(resultCode: .SQLITE_CONSTRAINT) }
    }

    private func insert(_ row: Int) throws -> Int {
        try changes.keys.withBytes { keyBase in
            try changes.old.withBytes { oldBase in
                try bindKey(row, keyBase, from: 1, of: inserting)
                for column in 0..<width {
                    try inserting.check(
                        changes.old.bind(
                            row * width + column, at: oldBase, to: Int32(keyWidth + column + 1),
                            of: inserting.handle))
                }
                return try change(inserting)
            }
        }
    }

    /// Columns that don't go back are set to what they are.
    private func update(_ row: Int, _ back: [Int], over current: ValueBuffer) throws -> Int {
        try current.withBytes { currentBase in
            try changes.old.withBytes { oldBase in
                try changes.keys.withBytes { keyBase in
                    for column in 0..<width {
                        let parameter = Int32(column + 1)
                        try updating.check(
                            back.contains(column)
                                ? changes.old.bind(
                                    row * width + column, at: oldBase, to: parameter,
                                    of: updating.handle)
                                : current.bind(
                                    keyWidth + column, at: currentBase, to: parameter,
                                    of: updating.handle))
                    }
                    var next = Int32(width + 1)
                    if changes.kind == .deleted {
                        try bindKey(row, keyBase, from: next, of: updating)
                        next += Int32(keyWidth)
                    }
                    try bindLocator(of: current, currentBase, from: next, of: updating)
                    return try change(updating)
                }
            }
        }
    }

    private func bindKey(
        _ row: Int, _ base: UnsafeRawPointer, from parameter: Int32, of statement: RawStatement
    ) throws {
        for position in 0..<keyWidth {
            try statement.check(
                changes.keys.bind(
                    row * keyWidth + position, at: base, to: parameter + Int32(position),
                    of: statement.handle))
        }
    }

    private func bindLocator(
        of current: ValueBuffer, _ base: UnsafeRawPointer, from parameter: Int32,
        of statement: RawStatement
    ) throws {
        for (place, cell) in table.locatorCells.enumerated() {
            try statement.check(
                current.bind(cell, at: base, to: parameter + Int32(place), of: statement.handle))
        }
    }

    /// Rows that the statement changed.
    private func change(_ statement: RawStatement) throws -> Int {
        defer { statement.reset() }
        _ = try statement.step()
        return db.lastChanges
    }
}

extension UndoGroup {
    func conflict(_ row: Int, _ problem: UndoDecision.Problem) -> Conflict {
        Conflict(
            changes.table, key: changes.key(ofRow: row), column: problem.column, problem.kind)
    }
}
