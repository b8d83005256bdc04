import GRDB

/// What the undo of newer chunks could not put back of a row, because somebody changed it since: older
/// chunks leave that alone. Else a value that somebody set to one that the migration went through would
/// be taken for the migration's own.
struct LeftAlone: Sendable, Equatable {
    /// The row, whichever columns.
    private(set) var isWhole = false
    private(set) var columns: Set<FoldedName> = []

    static let nothing = Self()

    init(isWhole: Bool = false, columns: Set<FoldedName> = []) {
        self.isWhole = isWhole
        self.columns = columns
    }

    var isEmpty: Bool { !isWhole && columns.isEmpty }

    func has(_ column: String) -> Bool {
        isWhole || columns.contains(FoldedName(column))
    }

    /// - Parameter column: nil of the whole row.
    mutating func add(_ column: String?) {
        if let column { columns.insert(FoldedName(column)) } else { isWhole = true }
    }
}

/// Finds what was left alone, in the conflicts that were noted.
final class LeftAloneRows {
    private let conflicts: ConflictTable
    private var hasAny = false

    init(_ conflicts: ConflictTable) {
        self.conflicts = conflicts
    }

    /// Looks whether there is anything to look up, so that a chunk without conflicts before it pays nothing
    /// for each row.
    func begin(_ db: Database) throws {
        hasAny = try conflicts.count(db) > 0
    }

    func of(_ db: Database, _ changes: RowChanges, _ row: Int) throws -> LeftAlone {
        guard hasAny else { return .nothing }
        return try conflicts.leftAlone(
            db, Conflict(changes.table, key: changes.key(ofRow: row), .changed))
    }
}
