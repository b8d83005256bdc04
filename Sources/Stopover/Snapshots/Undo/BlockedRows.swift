import GRDB

/// A row whose place another row has taken.
struct BlockedRow {
    let place: UndoPlace
    var decision: UndoDecision
    /// What was read of it; empty of a row to be inserted.
    var current: ValueBuffer
}

/// Rows of a chunk that were in each other's way: tried again in turns, and what then is left, such
/// as two values that were swapped, taken out and put in together.
struct BlockedRows {
    /// Turns forwards and backwards, which settle chains that stand in order. Rearranging settles the others.
    static let turnLimit = 4

    private let pass: UndoPass
    private var rows: [BlockedRow]

    init(_ pass: UndoPass, _ rows: [BlockedRow]) {
        self.pass = pass
        self.rows = rows
    }

    mutating func resolve() throws {
        for _ in 0..<Self.turnLimit {
            let count = rows.count
            try takeTurn()
            if rows.count == count || rows.isEmpty { break }
        }
        let byTable = Dictionary(grouping: rows) {
            FoldedName(pass.groups[$0.place.group].changes.table)
        }
        // In the order in which the tables come first, so that it is the same each time.
        var seen: Set<FoldedName> = []
        var left: [BlockedRow] = []
        for row in rows {
            let table = FoldedName(pass.groups[row.place.group].changes.table)
            guard seen.insert(table).inserted else { continue }
            var rearrangement = try Rearrangement(pass, byTable[table] ?? [])
            left += try rearrangement.perform()
        }
        for row in left { try finish(row) }
    }

    /// Tries each row once more, in the other direction than the time before.
    private mutating func takeTurn() throws {
        var left: [BlockedRow] = []
        for row in rows.reversed() {
            let row = try pass.decidedAgain(row)
            guard !pass.takesOver(row) else {
                left.append(row)
                continue
            }
            switch try pass.attempt(row) {
            case nil: break
            case .notUnique?: left.append(row)
            case let kind?: pass.fail(row, kind)
            }
        }
        rows = left
    }

    /// The row's last chance; then it is a conflict.
    private func finish(_ row: BlockedRow) throws {
        let row = try pass.decidedAgain(row)
        if let kind = try pass.attempt(row) { pass.fail(row, kind) }
    }
}
