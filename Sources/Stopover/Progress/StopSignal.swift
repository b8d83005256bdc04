import Synchronization

/// Asks a run to stop at the next chunk boundary. Safe to use from any thread.
public final class StopSignal: Sendable {
    private let requested = Atomic(false)

    public init() {}

    /// Asks to stop; what is committed stays, and the next run goes on from there.
    public func request() {
        requested.store(true, ordering: .releasing)
    }

    public var isRequested: Bool {
        requested.load(ordering: .acquiring)
    }
}
