/// Every migration with its state, in order of version.
public struct StatusReport: Sendable, Hashable {
    public let migrations: [MigrationStatus]
    /// Who holds the lock, where a run is under way.
    public let lockHolder: String?

    /// Nothing pending and nothing wrong.
    public var isUpToDate: Bool { migrations.allSatisfy { $0.state == .applied } }

    /// Something failed, interrupted, changed or missing.
    public var needsAttention: Bool {
        migrations.contains {
            switch $0.state {
            case .applied, .pending, .running: false
            case .interrupted, .failed, .changed, .missing: true
            }
        }
    }
}

/// One migration's state.
public struct MigrationStatus: Sendable, Hashable {
    public enum State: Sendable, Hashable {
        case pending
        case applied
        /// Half done, and a run holds the lock.
        case running
        /// Half done, and nobody is at it.
        case interrupted
        /// A step failed; `run` goes on at the checkpoint.
        case failed(error: String, at: String)
        /// Applied, and its text or revision is another now.
        case changed
        /// Applied, and the code does not know it.
        case missing

        /// The word that `status` shows.
        public var name: String {
            switch self {
            case .pending: "pending"
            case .applied: "applied"
            case .running: "running"
            case .interrupted: "interrupted"
            case .failed: "failed"
            case .changed: "changed"
            case .missing: "missing"
            }
        }
    }

    public let version: MigrationVersion
    public let name: String
    public let description: String
    public let state: State
    /// As the history has it, in UTC; nil unless applied.
    public let appliedAt: String?
    /// `rollback` can take it back: by its `down` steps, or from its row snapshot. One that is pending and
    /// has batches alone will have such a snapshot, unless it is run without.
    public let isReversible: Bool
    /// Pending although a later version is applied.
    public let isGap: Bool
    /// Half-done migrations: rows passed by and to pass by in the batch it stands in.
    public let rowsDone: Int?
    public let rowsTotal: Int?
    /// Rows that its batches refused and that are still in quarantine.
    public let rowsQuarantined: Int
    /// The file name of the snapshot that covers it; nil of none.
    public var snapshot: String?
    /// The file name of the row snapshot that its batches are kept in; nil of none.
    public var rowSnapshot: String?
    /// Half-done migrations: whether it is on its way up, or being taken back.
    public var halfDoneDirection: Direction?
    /// Half done on its way up, and its text or revision is another now: `run` refuses.
    public var isHalfDoneChanged = false
    /// Half-done migrations: indexes that are missing until it goes on, dropped for its batch.
    public var missingIndexes: [String] = []
}
