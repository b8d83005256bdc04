import Foundation

/// Kills processes at moments that spread over the time that they take.
struct Killer {
    private var random: CaseGenerator
    private var bound = 0.2
    private(set) var killed = 0
    private(set) var runs = 0

    /// - Parameter seed: of the moments; how far a process comes by then is the machine's own.
    init(seed: Int = .random(in: 0..<Int.max)) {
        random = CaseGenerator(seed: seed)
    }

    /// - Returns: how it ended; nil where it was killed.
    mutating func run(_ line: String, in sandbox: Sandbox) async throws -> ToolProcess.Ending? {
        let process = try ToolProcess(line, in: sandbox)
        let moment = Double.random(in: 0...bound, using: &random)
        process.send(SIGKILL, after: moment)
        let ending = try await process.end()
        bound *= ending.bySignal ? 1.1 : 0.8
        runs += 1
        killed += ending.bySignal ? 1 : 0
        return ending.bySignal ? nil : ending
    }
}
