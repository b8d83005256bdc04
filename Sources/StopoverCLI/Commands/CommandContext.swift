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
}
