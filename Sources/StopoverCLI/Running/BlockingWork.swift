import Dispatch

/// Runs work that blocks on a thread of its own, so that the few threads of Swift's concurrency stay
/// free: on a machine with one core a run would else keep the signal listener from ever being heard.
func blocking<Result: Sendable>(
    _ work: @escaping @Sendable () throws -> Result
) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
        DispatchQueue(label: "stopover.run").async {
            continuation.resume(with: Swift.Result(catching: work))
        }
    }
}
