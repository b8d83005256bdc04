import Foundation

/// A point in time as both clocks show it: how long the process runs, for measuring, and the date,
/// for telling.
struct Moment: Sendable {
    let uptime: Duration
    let date: Date

    /// `2026-11-22T10:15:00.123Z` (RFC 3339, UTC).
    var timestamp: String {
        date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }
}

/// Where the time comes from; tests hand in their own.
struct TimeSource: Sendable {
    let now: @Sendable () -> Moment

    /// The system's clocks.
    static let system: TimeSource = {
        let start = ContinuousClock.now
        return TimeSource { Moment(uptime: start.duration(to: .now), date: Date()) }
    }()
}
