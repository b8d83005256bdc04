/// How many rows the next chunk takes, so that it holds the write lock for the time it should.
///
/// It follows what chunks took, upwards by at most the double, and never leaves its bounds. Time,
/// rows and bytes written are three limits; the tightest counts.
struct ChunkSizer: Sendable, Hashable {
    /// Rows of the first chunk: short even with rows of a megabyte each.
    static let initialRows = 500
    static let largestRowLimit = 200_000
    /// What a chunk may write to the WAL or the database.
    static let byteLimit = 6 << 20
    static let growthLimit = 2.0

    let target: Duration
    let rowLimit: Int
    let byteLimit: Int
    private(set) var rows: Int

    init(target: Duration, rowLimit: Int?, byteLimit: Int = byteLimit) {
        self.target = target
        self.byteLimit = byteLimit
        self.rowLimit = max(1, min(rowLimit ?? Self.largestRowLimit, Self.largestRowLimit))
        rows = min(Self.initialRows, self.rowLimit)
    }

    /// Learns from a chunk of `rows` that held the lock for `time` and wrote `bytes`.
    ///
    /// - Parameter target: what the next chunk should take; shorter while others write.
    mutating func record(rows count: Int, time: Duration, bytes: Int, target: Duration) {
        guard count > 0 else { return }
        let byTime = target / max(time, .microseconds(1))
        let byBytes = Double(byteLimit) / Double(max(bytes, 1))
        let factor = min(byTime, byBytes, Self.growthLimit)
        let next = Double(count) * factor
        rows = min(rowLimit, max(1, Int(next.rounded(.down))))
    }
}
