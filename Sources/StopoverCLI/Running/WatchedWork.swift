import Stopover

/// Carries out work that takes a while: shows its progress, and lets signals stop it.
struct WatchedWork {
    let reporter: ProgressReporter

    func callAsFunction<Result: Sendable>(
        _ work:
            @escaping @Sendable (StopSignal, @escaping @Sendable (ProgressEvent) -> Void) throws
            -> Result
    ) async throws -> Result {
        // What is written next, a result or an error, begins on a line of its own.
        defer { reporter.end() }
        let stop = StopSignal()
        return try await StopOnSignal.during(requesting: stop, announce: reporter.reportStopping) {
            try await blocking { try work(stop, reporter.report) }
        }
    }
}

extension WatchedWork {
    init(format: OutputFormat, context: CommandContext) {
        self.init(reporter: ProgressReporter(format: format, context: context))
    }
}
