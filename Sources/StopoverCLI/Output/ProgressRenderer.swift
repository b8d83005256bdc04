import Stopover

/// Turns what a run tells into text. A value: the same events at the same moments give the same
/// text.
protocol ProgressRenderer: Sendable {
    /// What to write for an event; empty for nothing.
    mutating func text(for event: ProgressEvent, at moment: Moment) -> String

    /// What to write when a signal asks the run to stop.
    mutating func textForStopping(at moment: Moment) -> String

    /// What to write when the run ends, however it does.
    mutating func textForEnd() -> String
}
