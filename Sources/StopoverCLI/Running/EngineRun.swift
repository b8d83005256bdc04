import Stopover

/// Carries out a command that changes the database: shows its progress, lets signals stop it, and
/// writes what it came to.
struct EngineRun {
    typealias Work =
        @Sendable (StopSignal, @escaping @Sendable (ProgressEvent) -> Void) throws -> RunReport

    let kind: RunSummary.Kind
    let format: OutputFormat
    let context: CommandContext

    func callAsFunction(_ work: @escaping Work) async throws -> ExitStatus {
        let reporter = ProgressReporter(format: format, context: context)
        let report = try await report(of: work, to: reporter)
        let summary = RunSummary(kind: kind, report: report, place: reporter.place)
        context.show(summary.text, summary.event, as: format)
        return ExitStatus(report)
    }

    private func report(of work: @escaping Work, to reporter: ProgressReporter) async throws
        -> RunReport
    {
        // What is written next, a summary or an error, begins on a line of its own.
        defer { reporter.end() }
        let stop = StopSignal()
        return try await StopOnSignal.during(requesting: stop, announce: reporter.reportStopping) {
            try await blocking { try work(stop, reporter.report) }
        }
    }
}
