import Synchronization

/// How a run lets other processes at the database between its chunks (DESIGN section 2, guarantee 5).
///
/// A waiting writer can't be seen: SQLite's busy handler only polls, every 100 ms after a while
/// (`sqliteDefaultBusyCallback`, behind <https://sqlite.org/c3ref/busy_timeout.html>). So now and then the
/// database is left alone for longer than that. Once somebody wrote, chunks get short for a while, with gaps.
final class Courtesy: Sendable {
    /// While others write.
    static let chunkTime: Duration = .milliseconds(20)
    /// While others write: behind every other chunk, at random. A steady beat of 25 ms would meet one who looks
    /// every 100 ms at the same phase each time.
    static let gapWhileOthersWrite: Duration = .milliseconds(10)
    /// The longest gap where somebody wrote just before; a shorter chunk leaves one as long as itself.
    static let longestFirstGap: Duration = .milliseconds(5)
    /// The gap's part of a chunk's time while nobody is about.
    static let quietPart = 100
    /// Chunks stay short for so long after the last foreign write: as long as one who waits is usually
    /// patient, whose turn may not have come since.
    static let memory: Duration = .seconds(5)
    /// Hardly any waiting writer misses a gap of this length.
    static let opening: Duration = .milliseconds(110)
    /// How often one is due: more than once in five seconds, the usual timeout.
    static let openingInterval: Duration = .seconds(2)
    static let openingIntervalWhileOthersWrite: Duration = .seconds(1)

    private struct State {
        var lastWrite: ContinuousClock.Instant?
        var lastOpening: ContinuousClock.Instant

        func othersWrote(within time: Duration, at now: ContinuousClock.Instant) -> Bool {
            lastWrite.map { now - $0 < time } ?? false
        }
    }

    private let state: Mutex<State>

    init(at now: ContinuousClock.Instant = .now) {
        state = Mutex(State(lastOpening: now))
    }

    /// Others were seen to have written, or had the database locked.
    func noteWrite(at now: ContinuousClock.Instant) {
        state.withLock { $0.lastWrite = now }
    }

    func othersWrote(within time: Duration, at now: ContinuousClock.Instant) -> Bool {
        state.withLock(\.self).othersWrote(within: time, at: now)
    }

    func othersWrite(at now: ContinuousClock.Instant) -> Bool {
        othersWrote(within: Self.memory, at: now)
    }

    /// How long to leave the database alone after a chunk that took so long.
    ///
    /// - Parameters:
    ///   - mayOthersWrite: somebody is about who has not been seen yet.
    ///   - coin: tossed for each chunk: whether there is a gap behind this one while others write.
    func gap(
        after chunk: Duration, mayOthersWrite: Bool, at now: ContinuousClock.Instant, coin: Bool
    ) -> Duration {
        let state = state.withLock(\.self)
        let othersWrite = state.othersWrote(within: Self.memory, at: now)
        let interval =
            othersWrite ? Self.openingIntervalWhileOthersWrite : Self.openingInterval
        if now - state.lastOpening >= interval { return Self.opening }
        if othersWrite { return coin ? Self.gapWhileOthersWrite : .zero }
        return mayOthersWrite ? min(chunk, Self.longestFirstGap) : chunk / Self.quietPart
    }

    /// The database was left alone for a while.
    func noteGap(from start: ContinuousClock.Instant, to end: ContinuousClock.Instant) {
        guard end - start >= Self.opening else { return }
        state.withLock { $0.lastOpening = end }
    }
}
