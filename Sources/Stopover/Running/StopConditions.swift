/// Why a run may have to stop at the next boundary. Asked between chunks and steps.
struct StopConditions: Sendable {
    let signal: StopSignal
    /// Of work on rows: what a snapshot takes is not counted, else a run that has less time than its
    /// snapshot takes would never get further.
    var deadline: ContinuousClock.Instant?
    let minimumFreeBytes: Int?
    /// A path on the volume to look at; nil in memory.
    let volume: String?
    /// Asks the engine's own step to pause at the next boundary: the run itself does not stop.
    var pause: StopSignal?

    var reason: StopReason? {
        if signal.isRequested { return .interrupted }
        if let deadline, ContinuousClock.now >= deadline { return .timeBudget }
        if isDiskLow { return .diskLow }
        return pause?.isRequested == true ? .interrupted : nil
    }

    /// What does not wait for a boundary.
    var urgentReason: StopReason? {
        if signal.isRequested { return .interrupted }
        return isDiskLow ? .diskLow : nil
    }

    private var isDiskLow: Bool {
        guard let minimumFreeBytes, let volume, let free = FileSystem.freeBytes(volume) else {
            return false
        }
        return free < minimumFreeBytes
    }
}
