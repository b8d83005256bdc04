import GRDB

/// Takes rows of one table out together and puts them in again with the values they are to have, each
/// under its own rowid: how values that were swapped are swapped back.
///
/// Rows that an outsider keeps from their place are left out first, with those that wait for them in
/// turn; so one clash doesn't keep a whole chain trying.
struct Rearrangement {
    /// A row that is refused stays where it is, which may be in another one's way: each round leaves
    /// out at least one. Clashes that can't be foreseen, by indexes of expressions, take rounds.
    static let roundLimit = 64

    private struct Moving {
        let row: BlockedRow
        /// Nil of a row that isn't there yet.
        let locator: [StoredValue]?
        let target: [StoredValue]
        let values: [FoldedName: StoredValue]
    }

    private let pass: UndoPass
    private var moving: [Moving] = []
    private var left: [BlockedRow] = []
    /// By locator the rows that can't have their place before that one has left it.
    private var waiting: [[StoredValue]: [UndoPlace]] = [:]

    init(_ pass: UndoPass, _ rows: [BlockedRow]) throws {
        self.pass = pass
        moving = try rows.map { try Self.moving($0, pass) }
        // Those that keep their rowid first: a new one must not get it.
        moving = moving.filter { $0.locator != nil } + moving.filter { $0.locator == nil }
    }

    /// - Returns: the rows that could not be moved.
    mutating func perform() throws -> [BlockedRow] {
        guard !moving.isEmpty else { return [] }
        leaveOut(try findObstacles())
        for _ in 0..<Self.roundLimit where !moving.isEmpty {
            let refused = try move()
            if refused.isEmpty {
                for moved in moving { pass.succeed(moved.row) }
                return left
            }
            leaveOut(refused)
        }
        return left + moving.map(\.row)
    }

    private static func moving(_ row: BlockedRow, _ pass: UndoPass) throws -> Moving {
        var row = row
        let group = pass.groups[row.place.group]
        let table = group.table
        let isNew = group.changes.kind == .deleted
        if isNew {
            row.decision.write = .insert
            row.decision.problems = []
            row.decision.overwritten = 0
        }
        let locator = isNew ? nil : table.locatorCells.map(row.current.value(at:))
        var values = group.changes.target(
            row.place.row, row.decision, over: isNew ? nil : row.current)
        var whole: [StoredValue]?
        if let locator {
            let statement = try RawStatement(pass.db, table.selectWhole)
            try statement.bind(locator)
            whole = try statement.firstRow()
        }
        for (index, column) in table.storedColumns.enumerated()
        where values[FoldedName(column)] == nil {
            values[FoldedName(column)] = whole?[index]
        }
        var target = table.storedColumns.map { values[FoldedName($0)] ?? .null }
        if table.hiddenRowIDColumn != nil { target.append(whole?.last ?? .null) }
        return Moving(row: row, locator: locator, target: target, values: values)
    }

    /// Notes who waits for whom.
    ///
    /// - Returns: the rows that wait for one that isn't moving.
    private mutating func findObstacles() throws -> Set<UndoPlace> {
        let locators = Set(moving.compactMap(\.locator))
        var obstructed: Set<UndoPlace> = []
        for item in moving {
            let table = pass.groups[item.row.place.group].table
            for key in table.uniqueKeys {
                let statement = try RawStatement(pass.db, table.selectLocators(key))
                try statement.bind(key.columns.map { item.values[FoldedName($0)] ?? .null })
                guard let other = try statement.firstRow(), other != item.locator else { continue }
                if locators.contains(other) {
                    waiting[other, default: []].append(item.row.place)
                } else {
                    obstructed.insert(item.row.place)
                }
            }
        }
        return obstructed
    }

    /// Leaves out rows, and those that wait for them.
    private mutating func leaveOut(_ places: Set<UndoPlace>) {
        let locators = Dictionary(
            uniqueKeysWithValues: moving.compactMap { item in
                item.locator.map { (item.row.place, $0) }
            })
        var out = places
        var open = Array(places)
        while let place = open.popLast() {
            guard let locator = locators[place] else { continue }
            for waiter in waiting[locator] ?? [] where out.insert(waiter).inserted {
                open.append(waiter)
            }
        }
        left += moving.filter { out.contains($0.row.place) }.map(\.row)
        moving.removeAll { out.contains($0.row.place) }
    }

    /// - Returns: the rows that were refused; if there is one, nothing has moved.
    private func move() throws -> Set<UndoPlace> {
        var refused: Set<UndoPlace> = []
        try pass.db.inSavepoint {
            for item in moving {
                guard let locator = item.locator else { continue }
                let statement = try RawStatement(
                    pass.db, pass.groups[item.row.place.group].table.delete)
                try statement.bind(locator)
                try statement.run()
            }
            for item in moving where try !insert(item) { refused.insert(item.row.place) }
            return refused.isEmpty ? .commit : .rollback
        }
        return refused
    }

    private func insert(_ item: Moving) throws -> Bool {
        let statement = try RawStatement(
            pass.db, pass.groups[item.row.place.group].table.insertWhole)
        try statement.bind(item.target)
        do {
            try statement.run()
            return true
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
            return false
        }
    }
}

extension RawStatement {
    /// Binds a list of values to the first parameters.
    func bind(_ values: [StoredValue]) throws {
        for (place, value) in values.enumerated() { try bind(value, at: Int32(place + 1)) }
    }
}
