import Foundation
import Stopover
import UnixSignals

/// Makes SIGINT and SIGTERM stop work: a run at its next chunk boundary, that on a snapshot soon.
enum StopOnSignal {
    /// Carries out `work`; meanwhile the first such signal requests `stop` and is announced, and the
    /// second ends the process at once, as if nobody had listened. SQLite rolls back what was not
    /// committed, so nothing is lost by it.
    static func during<Result: Sendable>(
        requesting stop: StopSignal, announce: @escaping @Sendable () -> Void,
        _ work: () async throws -> Result
    ) async throws -> Result {
        let dispositions = [SIGINT, SIGTERM, SIGPIPE].map(SignalDisposition.init(of:))
        // Whoever read the output may be gone: the work goes on to its end.
        signal(SIGPIPE, SIG_IGN)
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
        let listener = Task {
            for await signal in signals {
                if stop.isRequested { end(by: signal.rawValue) }
                stop.request()
                announce()
            }
        }
        defer {
            listener.cancel()
            for disposition in dispositions { disposition.restore() }
        }
        return try await work()
    }

    /// Ends the process the way the signal itself does, so that the caller sees which it was.
    private static func end(by number: Int32) {
        signal(number, SIG_DFL)
        // Dispatch blocks a signal in the threads that it came to.
        var set = sigset_t()
        sigemptyset(&set)
        sigaddset(&set, number)
        pthread_sigmask(SIG_UNBLOCK, &set, nil)
        pthread_kill(pthread_self(), number)
    }
}

/// What a signal did before; put back for a program that goes on after the command.
private struct SignalDisposition {
    private let number: Int32
    private var action = sigaction()

    init(of number: Int32) {
        self.number = number
        sigaction(number, nil, &action)
    }

    func restore() {
        var action = action
        sigaction(number, &action, nil)
    }
}
