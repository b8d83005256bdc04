/// What one run of a contender took.
struct Sample {
    var seconds = 0.0
    /// Of the yardstick in the same round.
    var yardstickSeconds: Double?
    var peakMemoryInKibibytes = 0
    var peakWALInBytes = 0
    /// Of the snapshot that it wrote; 0 where it wrote none.
    var snapshotInBytes = 0
    /// Whether the machine stood still meanwhile.
    var wasPaused = false
}
