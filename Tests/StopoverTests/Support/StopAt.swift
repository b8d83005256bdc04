@testable import Stopover

/// Asks a run to stop at an event.
final class StopAt: Sendable {
    let signal = StopSignal()
    private let isTime: @Sendable (ProgressEvent) -> Bool

    init(_ isTime: @escaping @Sendable (ProgressEvent) -> Bool) {
        self.isTime = isTime
    }

    /// After so many chunks.
    static func chunk(_ count: Int) -> StopAt {
        let left = Shared(count)
        return StopAt { event in
            guard case .chunk = event else { return false }
            left.update { $0 -= 1 }
            return left.value == 0
        }
    }

    @Sendable func note(_ event: ProgressEvent) {
        if isTime(event) { signal.request() }
    }

    func run(_ migrator: Migrator) throws -> RunReport {
        try migrator.runAndWait(stop: signal, onProgress: note)
    }

    func rollback(_ migrator: Migrator) throws -> RunReport {
        try migrator.rollback(stop: signal, onProgress: note)
    }
}
