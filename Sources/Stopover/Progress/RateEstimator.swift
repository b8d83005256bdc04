/// Rows a second over the last seconds of active time, and what time is left.
struct RateEstimator: Sendable, Hashable {
    /// How far back the rate looks.
    static let window: Duration = .seconds(5)
    /// Less than this tells too little.
    static let shortest: Duration = .milliseconds(200)
    static let sampleLimit = 1_024

    private struct Sample: Hashable {
        let rows: Int
        let time: Duration
    }

    private var samples: [Sample] = []
    private var rows = 0
    private var time: Duration = .zero

    /// Adds a chunk of so many rows that took so long.
    mutating func record(rows count: Int, time elapsed: Duration) {
        samples.append(Sample(rows: count, time: elapsed))
        rows += count
        time += elapsed
        while let oldest = samples.first,
            time - oldest.time >= Self.window || samples.count > Self.sampleLimit
        {
            samples.removeFirst()
            rows -= oldest.rows
            time -= oldest.time
        }
    }

    /// Nil until there is a measurement.
    var rowsPerSecond: Double? {
        guard time >= Self.shortest, rows > 0 else { return nil }
        return Double(rows) / (time / .seconds(1))
    }

    /// Nil until there is a measurement.
    func timeLeft(rows count: Int) -> Duration? {
        rowsPerSecond.map { .seconds(Double(max(0, count)) / $0) }
    }
}
