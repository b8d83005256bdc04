import Stopover

/// Carries out a command that runs migrations, and writes what it came to.
struct EngineRun {
    typealias Work =
        @Sendable (StopSignal, @escaping @Sendable (ProgressEvent) -> Void) throws -> RunReport

    let kind: RunSummary.Kind
    let format: OutputFormat
    let context: CommandContext
    /// Keys that are not integers are shown where conflicts are listed.
    var showsKeys = false

    func callAsFunction(_ work: @escaping Work) async throws -> ExitStatus {
        let reporter = ProgressReporter(format: format, context: context)
        let report = try await WatchedWork(reporter: reporter)(work)
        let summary = RunSummary(
            kind: kind, report: report, place: reporter.place, showsKeys: showsKeys)
        context.show(summary.text, summary.event, as: format)
        return ExitStatus(report)
    }
}
