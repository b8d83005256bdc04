/// How far the work on a snapshot is.
public struct SnapshotProgress: Sendable, Hashable {
    public enum Activity: String, Sendable, Hashable {
        /// The database is compressed into a snapshot.
        case writing
        /// A snapshot is checked.
        case verifying
        /// A snapshot goes back into a database.
        case restoring
        /// The restored database is compared with the snapshot.
        case comparing
    }

    public let activity: Activity
    /// The snapshot's file name.
    public let name: String
    /// Bytes of the database, uncompressed.
    public let bytesDone: Int
    public let bytesTotal: Int
    /// Over the whole activity so far; nil until there is a measurement.
    public let bytesPerSecond: Double?

    /// Between 0 and 1.
    public var fraction: Double {
        bytesTotal == 0 ? 1 : Double(bytesDone) / Double(bytesTotal)
    }
}
