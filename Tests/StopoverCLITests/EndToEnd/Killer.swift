import Foundation
import Synchronization

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
        // A thread, since the tests beside this one leave none of the shared pool's.
        let isOver = Flag()
        Thread.detachNewThread {
            Thread.sleep(forTimeInterval: moment)
            isOver.ifUnset { process.send(SIGKILL) }
        }
        let ending = try await process.end()
        isOver.set()
        bound *= ending.bySignal ? 1.1 : 0.8
        runs += 1
        killed += ending.bySignal ? 1 : 0
        return ending.bySignal ? nil : ending
    }
}

/// So that nobody kills a process that has the number of one that is gone.
final class Flag: Sendable {
    private let isSet = Mutex(false)

    func set() { isSet.withLock { $0 = true } }

    func ifUnset(_ body: () -> Void) {
        isSet.withLock { if !$0 { body() } }
    }
}
