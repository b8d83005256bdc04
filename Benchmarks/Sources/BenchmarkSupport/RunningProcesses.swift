import Foundation
import Synchronization

/// The processes that this one has started and that still run: a terminal's Ctrl-C does not reach them, since each
/// is in a process group of its own.
enum RunningProcesses {
    private static let all = Mutex<[Process]>([])

    static func start(_ process: Process) throws {
        try all.withLock { running in
            running.removeAll { !$0.isRunning }
            try process.run()
            running.append(process)
        }
    }

    static func wait(for process: Process) {
        process.waitUntilExit()
        // Not where it was ended by ``exit(_:_:)``, which holds the lock to the end.
        all.withLock { running in running.removeAll { $0 === process } }
    }

    /// Ends them, and this one.
    ///
    /// - Parameter tidyUp: what is done once they are gone.
    static func exit(_ status: Int32, _ tidyUp: () -> Void) -> Never {
        all.withLock { running in
            for process in running where process.isRunning {
                kill(process.processIdentifier, SIGKILL)
                process.waitUntilExit()
            }
            tidyUp()
            Foundation.exit(status)
        }
    }
}
