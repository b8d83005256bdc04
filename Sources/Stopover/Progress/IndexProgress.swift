/// How far the building of an index is.
public struct IndexProgress: Sendable, Hashable {
    /// The index, and the table that it is on.
    public let name: String
    public let table: String
    /// Rows that it is built from, about.
    public let rows: Int
    /// Between 0 and 1, estimated from what SQLite does for a row.
    public let fraction: Double
    public let elapsed: Duration
}
