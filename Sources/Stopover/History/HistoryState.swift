/// What the engine's tables say, read at one moment.
struct HistoryState: Sendable, Hashable {
    /// A row of the history.
    struct Applied: Sendable, Hashable {
        let version: MigrationVersion
        let name: String
        let description: String
        let appliedAt: String?
        /// Nil where an earlier tool or a person wrote the row.
        let checksum: String?
        let down: String?
        let rows: Int?
        let activeSeconds: Double?
        /// The file name of the snapshot that covers it.
        var snapshot: String?
        /// The file name of the pre-images of its batches.
        var rowSnapshot: String?
        /// The run that applied it.
        var runID: String?
        /// The `up` steps as they ran; nil where SQL can't say them.
        var up: String?
    }

    /// In order of version.
    var applied: [Applied] = []
    /// Versions that the log knows as applied once.
    var everApplied: Set<MigrationVersion> = []
    /// The migration that is half done or failed.
    var checkpoint: Checkpoint?
    /// Rows in quarantine.
    var quarantined: [MigrationVersion: Int] = [:]

    func applied(_ version: MigrationVersion) -> Applied? {
        applied.first { $0.version == version }
    }
}
