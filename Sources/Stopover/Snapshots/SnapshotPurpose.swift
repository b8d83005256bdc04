/// What a snapshot was taken for.
public enum SnapshotPurpose: String, Codable, Sendable, Hashable {
    /// Before a migration.
    case migration
    /// Before a half-done migration went on, whose first attempt took none or lost it.
    case halfDone = "half-done"
    /// Asked for by hand.
    case manual
    /// Before another snapshot was restored.
    case restore
    /// Before everything was dropped.
    case reset
}
