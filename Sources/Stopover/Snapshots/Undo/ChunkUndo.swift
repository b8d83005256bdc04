import GRDB

/// Puts the old values of chunks back, newest chunk first, each in a transaction of the caller that
/// holds the write lock, with triggers off and foreign keys not enforced.
///
/// A row whose place is taken waits for the one that is in its way (``BlockedRows``). What can't be
/// put back stays as it is and is returned; under ``ConflictPolicy/abort`` too, where the caller, who
/// has looked before by ``UndoCheck``, rolls back if there is a conflict after all.
final class ChunkUndo {
    /// Rows of violated foreign keys are left out one round after the other up to here, then whole
    /// groups: so many rounds at most, and one for each group.
    static let roundLimit = 8

    private let policy: ConflictPolicy
    private let tables: UndoTables
    private let left: LeftAloneRows?

    /// - Parameter recurring: where the conflicts of earlier chunks are noted, if a row may occur in more
    ///   than one chunk; nil where none can.
    init(policy: ConflictPolicy, checksForeignKeys: Bool, recurring: ConflictTable? = nil) {
        self.policy = policy
        left = recurring.map(LeftAloneRows.init)
        tables = UndoTables(checksForeignKeys: checksForeignKeys)
    }

    /// Undoes one chunk.
    ///
    /// - Throws: `tableAltered`, before anything is written, where a table is another now.
    func undo(_ db: Database, _ changes: ChunkChanges) throws -> UndoResult {
        let groups = try changes.groups.map {
            UndoGroup.Prepared(changes: $0, table: try tables.table(db, $0))
        }
        try left?.begin(db)
        guard groups.contains(where: { !$0.table.foreignKeys.isEmpty }) else {
            let pass = try UndoPass(db, groups, policy, kept: [:], left: left)
            try pass.run()
            return pass.result
        }
        return try undoChecked(db, groups)
    }

    /// Undoes the chunk, and where a row then refers to nothing, or is referred to and gone, again
    /// without that row, until nothing is violated.
    private func undoChecked(_ db: Database, _ groups: [UndoGroup.Prepared]) throws -> UndoResult {
        var kept: [UndoPlace: Conflict.Kind] = [:]
        var round = 0
        while true {
            var result: UndoResult?
            try db.inSavepoint {
                let pass = try UndoPass(db, groups, policy, kept: kept, left: left)
                try pass.run()
                let violators = try pass.violators()
                guard !violators.isEmpty else {
                    result = pass.result
                    return .commit
                }
                kept.merge(violators) { old, _ in old }
                if round >= Self.roundLimit { Self.keepGroups(of: violators, groups, &kept) }
                return .rollback
            }
            if let result { return result }
            round += 1
        }
    }

    private static func keepGroups(
        of violators: [UndoPlace: Conflict.Kind], _ groups: [UndoGroup.Prepared],
        _ kept: inout [UndoPlace: Conflict.Kind]
    ) {
        for (place, kind) in violators {
            for row in 0..<groups[place.group].changes.rowCount {
                let other = UndoPlace(group: place.group, row: row)
                kept[other] = kept[other] ?? kind
            }
        }
    }
}

/// What undoing a chunk came to.
struct UndoResult: Sendable, Equatable {
    /// Rows that were written.
    var rowsPutBack = 0
    /// Newer values and rows that old ones went over, by ``ConflictPolicy/overwrite``.
    var overwritten = 0
    var conflicts: [Conflict] = []
    /// Rows whose keys went back.
    var moves: [Move] = []

    struct Move: Sendable, Equatable {
        let table: String
        let from: [StoredValue]
        let to: [StoredValue]
    }
}

/// A row of a chunk.
struct UndoPlace: Hashable, Sendable {
    let group: Int
    let row: Int
}

extension UndoGroup {
    /// A group whose table was checked, before its statements are made.
    struct Prepared {
        let changes: RowChanges
        let table: UndoTable
    }
}

/// The tables of groups, each checked once while the schema stays.
final class UndoTables {
    private struct Group: Hashable {
        let table: String
        let kind: RowChanges.Kind
        let keyColumns: [String]
        let columns: [String]
    }

    private let checksForeignKeys: Bool
    private var schemaVersion: Int64?
    private var foreignKeys: [ForeignKey] = []
    private var tables: [Group: UndoTable] = [:]

    init(checksForeignKeys: Bool) {
        self.checksForeignKeys = checksForeignKeys
    }

    /// - Throws: `tableAltered` where the table is another now.
    func table(_ db: Database, _ changes: RowChanges) throws -> UndoTable {
        let version: Int64 = try db.schemaVersion()
        if version != schemaVersion {
            tables = [:]
            foreignKeys = checksForeignKeys ? try ForeignKey.all(db) : []
            schemaVersion = version
        }
        let group = Group(
            table: changes.table, kind: changes.kind, keyColumns: changes.keyColumns,
            columns: changes.columns)
        if let table = tables[group] { return table }
        let table = try UndoTable(db, changes, foreignKeys: foreignKeys)
        tables[group] = table
        return table
    }
}
