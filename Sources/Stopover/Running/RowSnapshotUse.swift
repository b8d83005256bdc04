import GRDB

/// What a run does with a migration's row snapshot.
enum RowSnapshotUse {
    case none
    /// On the way up: the batches are kept in it. `openPast` opens a second connection to the database,
    /// which sees what was committed.
    case record(any PreimageStore, openPast: () throws -> DatabaseQueue)
    /// On the way down: what is in it goes back.
    case undo(RowSnapshot, ConflictPolicy)

    /// Where it stands as the migration begins or goes on.
    var mark: RowSnapshotMark? {
        switch self {
        case .none: nil
        case .record(let store, _): store.mark
        case .undo(let snapshot, _): snapshot.mark
        }
    }

    /// What keeps the pre-images of one batch.
    func keeper() -> PreimageKeeper? {
        guard case .record(let store, let openPast) = self else { return nil }
        return PreimageKeeper(store: store, openPast: openPast)
    }

    /// What goes back, and how.
    func opened() throws -> (RowSnapshot, ConflictPolicy) {
        guard case .undo(let snapshot, let policy) = self else {
            throw MigrationError(
                .snapshotMissing, "No row snapshot was opened to put rows back from",
                hint: "Run `rollback` again.", outcome: .failed)
        }
        return (snapshot, policy)
    }

    /// Ends it where the checkpoint stands: no batch comes any more.
    func seal(after mark: RowSnapshotMark?) throws {
        guard case .record(let store, _) = self, let mark else { return }
        try store.seal(after: mark)
    }
}
