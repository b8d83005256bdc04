import Foundation

/// What a command has of the world around it; tests hand in their own.
struct CommandContext: Sendable {
    let console: Console
    let environment: [String: String]
    let time: TimeSource

    /// The process's own.
    static let system = CommandContext(
        console: .system, environment: ProcessInfo.processInfo.environment, time: .system)

    /// Writes a result to standard output.
    func show(_ text: String, _ event: JSONEvent, as format: OutputFormat) {
        switch format {
        case .text: console.print(text)
        case .json: console.writeOutput(event.line(at: time.now()))
        }
    }

    /// Writes an error: for people to standard error, as JSON among the results.
    func show(_ report: ErrorReport, as format: OutputFormat) -> ExitStatus {
        switch format {
        case .text: console.printError(report.text)
        case .json: console.writeOutput(report.event.line(at: time.now()))
        }
        return report.status
    }

    /// Carries out `body`, and measures how long it took.
    func timed<Result>(
        _ body: () async throws -> Result
    ) async rethrows -> (result: Result, elapsed: Duration) {
        let start = time.now().uptime
        let result = try await body()
        return (result, time.now().uptime - start)
    }
}
