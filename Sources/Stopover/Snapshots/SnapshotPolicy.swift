/// When a run takes a snapshot of the whole database first.
public enum SnapshotPolicy: String, Sendable, Hashable, CaseIterable {
    /// Before each migration that can lose data (rows deleted or written over, tables or columns
    /// dropped, closures that may do so) and has no `down` steps.
    case auto
    /// Before the run changes anything: one for all of its migrations.
    case database
    /// Never.
    case none
}

extension SnapshotPolicy {
    /// Whether the migration needs a snapshot before it.
    func asks(for migration: MigrationPlan) -> Bool {
        switch self {
        case .none: false
        case .database: true
        case .auto:
            !(migration.registered?.isReversible ?? true)
                && migration.steps.contains { $0?.mayLoseData ?? false }
        }
    }
}
