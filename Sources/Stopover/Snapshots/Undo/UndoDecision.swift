/// What is to be done with one row, told from what was recorded and what stands there now: a value,
/// which the undo carries out and the check only counts.
struct UndoDecision: Sendable, Equatable {
    enum Write: Sendable {
        case nothing
        /// Set `columns` back; where a deleted row's key is taken, all columns and the key.
        case update
        /// Insert the recorded row whole.
        case insert
        case delete
    }

    /// What stays as it is, and why.
    struct Problem: Sendable, Equatable {
        /// Nil of the whole row.
        var column: String?
        let kind: Conflict.Kind
    }

    var write = Write.nothing
    /// Of an updated row the columns that go back, by their place in the group.
    var columns: [Int] = []
    var problems: [Problem] = []
    /// Newer values that the old ones go over.
    var overwritten = 0

    /// - Parameters:
    ///   - current: the row that the key finds now: the key's cells, then those of the group's columns; nil
    ///     where it finds none.
    ///   - left: what newer chunks left alone of the row; nil where no row occurs in two chunks. Then a value
    ///     that is the old one already is back; else it may be one that somebody set, and an older chunk's
    ///     own.
    init(
        _ changes: RowChanges, row: Int, current: ValueBuffer?, policy: ConflictPolicy,
        left: LeftAlone? = nil
    ) {
        guard left?.isWhole != true else { return }
        switch changes.kind {
        case .updated: decideUpdated(changes, row, current, policy, left)
        case .inserted:
            if left?.isEmpty ?? true { decideInserted(changes, row, current, policy) }
        case .deleted: decideDeleted(changes, row, current, policy, isStrict: left != nil)
        }
    }

    private mutating func decideUpdated(
        _ changes: RowChanges, _ row: Int, _ current: ValueBuffer?, _ policy: ConflictPolicy,
        _ left: LeftAlone?
    ) {
        let changed = changes.columns.indices.filter {
            changes.isChanged($0, ofRow: row) && left?.has(changes.columns[$0]) != true
        }
        guard !changed.isEmpty else { return }
        // Of the row that was deleted only some columns are known: no policy brings it back.
        guard let current else {
            problems = [Problem(kind: .deleted)]
            return
        }
        problems = changes.otherKeys(in: current, row)
        guard problems.isEmpty else { return }
        let keyWidth = changes.keyColumns.count
        for column in changed {
            let cell = changes.cell(column, ofRow: row)
            if current.isSame(at: keyWidth + column, as: changes.new, at: cell) {
                columns.append(column)
            } else if left != nil
                || !current.isSame(at: keyWidth + column, as: changes.old, at: cell)
            {
                conflict(changes.columns[column], policy) { $0.columns.append(column) }
            }
        }
        if !columns.isEmpty { write = .update }
    }

    private mutating func decideInserted(
        _ changes: RowChanges, _ row: Int, _ current: ValueBuffer?, _ policy: ConflictPolicy
    ) {
        guard let current else { return }
        problems = changes.otherKeys(in: current, row)
        guard problems.isEmpty else { return }
        for column in changes.differingColumns(of: current, from: changes.new, row) {
            conflict(changes.columns[column], policy) { _ in }
        }
        if problems.isEmpty { write = .delete }
    }

    private mutating func decideDeleted(
        _ changes: RowChanges, _ row: Int, _ current: ValueBuffer?, _ policy: ConflictPolicy,
        isStrict: Bool
    ) {
        guard let current else {
            write = .insert
            return
        }
        let isBack =
            !isStrict && changes.otherKeys(in: current, row).isEmpty
            && changes.differingColumns(of: current, from: changes.old, row).isEmpty
        guard !isBack else { return }
        guard policy == .overwrite else {
            problems = [Problem(kind: .exists)]
            return
        }
        overwritten = 1
        write = .update
        columns = Array(changes.columns.indices)
    }

    private mutating func conflict(
        _ column: String, _ policy: ConflictPolicy, overwrite: (inout Self) -> Void
    ) {
        guard policy == .overwrite else {
            return problems.append(Problem(column: column, kind: .changed))
        }
        overwritten += 1
        overwrite(&self)
    }
}

extension RowChanges {
    /// Where the old and the new value of a column stand.
    func cell(_ column: Int, ofRow row: Int) -> Int {
        row * columns.count + column
    }

    /// Whether undoing it may move rows from key to key.
    var changesKeys: Bool {
        kind == .updated && keyColumns.contains { isOwnColumn($0) }
    }

    func isOwnColumn(_ name: String) -> Bool {
        columns.contains { FoldedName($0) == FoldedName(name) }
    }

    /// Key columns with other bytes than the recorded ones, though they compare equal, as `A` and `a`
    /// under NOCASE, 1 and 1.0: another row, or one whose key was written again. A key column that
    /// the change itself wrote is compared as a column.
    fileprivate func otherKeys(in current: ValueBuffer, _ row: Int) -> [UndoDecision.Problem] {
        var problems: [UndoDecision.Problem] = []
        for (position, name) in keyColumns.enumerated()
        where !keys.isSame(at: row * keyColumns.count + position, as: current, at: position) {
            if kind == .updated, isOwnColumn(name) { continue }
            problems.append(.init(column: name, kind: .changed))
        }
        return problems
    }

    fileprivate func differingColumns(
        of current: ValueBuffer, from recorded: ValueBuffer, _ row: Int
    ) -> [Int] {
        columns.indices.filter {
            !current.isSame(
                at: keyColumns.count + $0, as: recorded, at: cell($0, ofRow: row))
        }
    }
}
