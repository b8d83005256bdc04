/// The row snapshot that a rollback puts back, as the history or the checkpoint names it.
struct RowSnapshotReference: Sendable, Hashable {
    /// The file's name.
    let name: String
    /// How far it goes; nil of all that is in it.
    let mark: RowSnapshotMark?
    /// The run that wrote it; nil where the mark alone tells.
    let runID: String?
    /// Rows that the migration changed, as far as is known.
    let rows: Int?

    init(name: String, mark: RowSnapshotMark? = nil, runID: String? = nil, rows: Int? = nil) {
        self.name = name
        self.mark = mark
        self.runID = runID
        self.rows = rows
    }

    /// Of a migration that is applied.
    init?(_ applied: HistoryState.Applied) {
        guard let name = applied.rowSnapshot else { return nil }
        self.init(name: name, runID: applied.runID, rows: applied.rows)
    }

    /// Of one that is half done, or half taken back: another run has begun then.
    init?(_ checkpoint: Checkpoint) {
        guard let mark = checkpoint.rowSnapshot else { return nil }
        self.init(
            name: mark.name, mark: mark,
            runID: checkpoint.direction == .up ? checkpoint.runID : nil,
            rows: checkpoint.direction == .up ? checkpoint.rowsChanged : nil)
    }
}
