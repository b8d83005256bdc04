/// Whether others write, and what that means for the chunks (DESIGN section 2, guarantee 5).
///
/// A waiting writer can't be seen: SQLite's busy handler only polls. So every chunk leaves a little gap
/// for one to slip in, and every two seconds one that none misses; once one did, chunks get short for a while.
struct Contention: Sendable {
    static let chunkTime: Duration = .milliseconds(20)
    /// Between chunks while others write: this long behind every other one, at random. A steady beat of 25 ms
    /// would meet one who looks every 100 ms at the same phase each time.
    static let gap: Duration = .milliseconds(10)
    /// Where others may write, it is no longer than this.
    static let firstGap: Duration = .milliseconds(5)
    /// The gap's part of a chunk's time while nobody is seen to write.
    static let quietPart = 100
    /// Chunks stay short for so long after the last foreign write: as long as one who waits is usually
    /// patient, whose turn may not have come since.
    static let memory: Duration = .seconds(5)
    /// A gap that no waiting writer misses, whose connection looks every 100 ms after a while
    /// (`sqliteDefaultBusyCallback`, behind <https://sqlite.org/c3ref/busy_timeout.html>).
    static let opening: Duration = .milliseconds(110)
    /// How often one is due: more than once in five seconds.
    static let openingInterval: Duration = .seconds(2)
    static let openingIntervalWhileOthersWrite: Duration = .seconds(1)

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
    private var lastOpening: ContinuousClock.Instant

    init(at now: ContinuousClock.Instant = .now) {
        lastOpening = now
    }

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
    ///
    /// - Parameter mayOthersWrite: somebody is about who has not been seen yet.
    func gap(
        after chunk: Duration, mayOthersWrite: Bool, at now: ContinuousClock.Instant
    ) -> Duration {
        let othersWrite = othersWrite(at: now)
        let interval =
            othersWrite ? Self.openingIntervalWhileOthersWrite : Self.openingInterval
        if now - lastOpening >= interval { return Self.opening }
        if othersWrite { return Bool.random() ? Self.gap : .zero }
        return mayOthersWrite ? min(chunk, Self.firstGap) : chunk / Self.quietPart
    }

    /// The database was left alone for a while.
    mutating func noteGap(from start: ContinuousClock.Instant, to end: ContinuousClock.Instant) {
        if end - start >= Self.opening { lastOpening = end }
    }
}
