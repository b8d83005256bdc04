/// Whether others write, and what that means for the chunks (DESIGN section 2, guarantee 5).
///
/// A waiting writer can't be seen: SQLite's busy handler only polls. So every chunk leaves a little gap
/// for one to slip in; once one did, chunks get short for a while.
struct Contention: Sendable {
    static let chunkTime: Duration = .milliseconds(20)
    static let gap: Duration = .milliseconds(5)
    /// The gap's part of a chunk's time while nobody is seen to write.
    static let quietPart = 100
    /// Chunks stay short for so long after the last foreign write.
    static let memory: Duration = .seconds(1)

    /// What a connection knows of others' writes.
    struct Marks: Sendable, Hashable {
        /// Changes when another connection commits.
        let dataVersion: Int64
        /// Grows when this connection changes rows, such as the app's own.
        let totalChanges: Int64
    }

    private var marks: Marks?
    /// How often others were seen to have written since the chunk before, or may have: what was read before
    /// this grew may be no longer so.
    private(set) var moves = 0
    private var lastSeen: ContinuousClock.Instant?

    /// Compares with the marks that the last chunk left.
    mutating func observe(_ current: Marks, at now: ContinuousClock.Instant) {
        guard marks != current else { return }
        moves += 1
        if marks != nil { lastSeen = now }
    }

    /// Remembers the marks that a chunk leaves.
    mutating func leave(_ current: Marks) {
        marks = current
    }

    /// The database was locked by another connection.
    mutating func noteBusy(at now: ContinuousClock.Instant) {
        lastSeen = now
    }

    func othersWrite(at now: ContinuousClock.Instant) -> Bool {
        lastSeen.map { now - $0 < Self.memory } ?? false
    }

    /// How long to leave the database alone after a chunk that took so long.
    func gap(after chunk: Duration, at now: ContinuousClock.Instant) -> Duration {
        othersWrite(at: now) ? Self.gap : chunk / Self.quietPart
    }
}
