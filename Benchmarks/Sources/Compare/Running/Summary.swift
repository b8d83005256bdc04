import BenchmarkSupport

/// What the rounds of a contender come to.
struct Summary {
    let median: Double
    let spread: ClosedRange<Double>
    /// Of the rounds: how many times as fast as the yardstick.
    let medianSpeed: Double
    let speeds: ClosedRange<Double>
    let rounds: Int
    let peakMemoryInKibibytes: Int
    let peakWALInBytes: Int
    let snapshotInBytes: Int

    /// - Parameter samples: at least one, each with its yardstick.
    init(_ samples: [Sample]) {
        let seconds = samples.map(\.seconds)
        let speeds = samples.map { ($0.yardstickSeconds ?? .nan) / $0.seconds }
        median = BenchmarkSupport.median(seconds)
        spread = seconds.range
        medianSpeed = BenchmarkSupport.median(speeds)
        self.speeds = speeds.range
        rounds = samples.count
        peakMemoryInKibibytes = samples.map(\.peakMemoryInKibibytes).max() ?? 0
        peakWALInBytes = samples.map(\.peakWALInBytes).max() ?? 0
        snapshotInBytes = samples.map(\.snapshotInBytes).max() ?? 0
    }
}
