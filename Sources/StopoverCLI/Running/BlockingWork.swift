import Dispatch
import Synchronization

/// Runs work that blocks on a thread of its own, so that the few threads of Swift's concurrency stay
/// free: on a machine with one core a run would else keep the signal listener from ever being heard.
func blocking<Result: Sendable>(
    _ work: @escaping @Sendable () throws -> Result
) async throws -> Result {
    let held = HeldWork(work)
    return try await withCheckedThrowingContinuation { continuation in
        DispatchQueue(label: "stopover.run").async {
            continuation.resume(with: held.run())
        }
    }
}

/// Work that lets go of all that it holds when it is done, and not some time later: the process may end
/// at once then, and a database connection that is still open would leave its log behind.
private final class HeldWork<Success: Sendable>: Sendable {
    private let work: Mutex<@Sendable () throws -> Success>

    init(_ work: @escaping @Sendable () throws -> Success) {
        self.work = Mutex(work)
    }

    func run() -> Result<Success, any Error> {
        Result(catching: take())
    }

    private func take() -> @Sendable () throws -> Success {
        work.withLock { work in
            defer { work = { throw CancellationError() } }
            return work
        }
    }
}
