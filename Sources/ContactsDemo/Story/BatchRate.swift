import Foundation

/// How fast a migration's batches went, worked out from a run's events: schema steps and checks, which
/// pass by no rows one by one, are left out.
struct BatchRate {
    /// Rows that this run passed by.
    private(set) var rows = 0
    private(set) var seconds = 0.0
    /// When the batch under way began or last committed.
    private var last: RunEvent?

    /// Nil until there is something to divide.
    var rowsPerSecond: Double? {
        seconds > 0 ? Double(rows) / seconds : nil
    }

    mutating func note(_ event: RunEvent) {
        switch event.event {
        case "migration_started":
            self = Self()
            last = event
        case "step_started":
            last = event
        case "chunk":
            rows += event.chunkRows ?? 0
            if let last { seconds += event.time.timeIntervalSince(last.time) }
            last = event
        default: break
        }
    }
}
