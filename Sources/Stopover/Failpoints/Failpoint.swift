#if DEBUG
    import Foundation
    import Synchronization
#endif

/// Where tests end the process, to see that the next one goes on from there.
package enum Failpoint: String, Sendable, CaseIterable {
    case beforeBegin, afterBegin
    case beforePageRead, afterPageRead
    case beforeTransform, afterTransform
    case beforeWrite, afterWrite
    case beforeCheckpoint, afterCheckpoint
    case beforeSnapshotWrite, afterSnapshotWrite
    case beforeSnapshotTruncation, afterSnapshotTruncation
    case beforeSynchronization, afterSynchronization
    case beforeRename, afterRename
    case beforeCommit, afterCommit
    case beforeSchemaStep, afterSchemaStep
    case beforeIndexDrop, afterIndexDrop
    case beforeIndexCreation, afterIndexCreation
    case beforeHistory, afterHistory
    case beforeRollback, afterRollback
    case beforeRestore, afterRestore

    /// `beforeCommit 2` ends the process by SIGKILL when it passes there for the second time.
    package static let variable = "STOPOVER_FAILPOINT"
    /// The path of a file that each passage is written to, a line for each.
    package static let passagesVariable = "STOPOVER_PASSAGES"
}

/// Passes a failpoint. In a release build there is nothing of it.
@inline(__always)
func failpoint(_ point: Failpoint) {
    #if DEBUG
        FailpointPassages.shared?.pass(point)
    #endif
}

#if DEBUG
    /// The failpoints that this process has passed.
    private final class FailpointPassages: Sendable {
        /// Nil where the environment asks for nothing.
        static let shared = FailpointPassages(ProcessInfo.processInfo.environment)

        private let end: (point: Failpoint, passage: Int)?
        private let file: FileHandle?
        private let counts = Mutex<[Failpoint: Int]>([:])

        private init?(_ environment: [String: String]) {
            let words = environment[Failpoint.variable]?.split(separator: " ") ?? []
            if words.count == 2, let point = Failpoint(rawValue: String(words[0])),
                let passage = Int(words[1])
            {
                end = (point, passage)
            } else {
                end = nil
            }
            file = environment[Failpoint.passagesVariable].flatMap(
                FileHandle.init(forWritingAtPath:))
            if end == nil, file == nil { return nil }
        }

        func pass(_ point: Failpoint) {
            counts.withLock { counts in
                counts[point, default: 0] += 1
                try? file?.write(contentsOf: Data((point.rawValue + "\n").utf8))
                guard let end, end.point == point, end.passage == counts[point] else { return }
                kill(getpid(), SIGKILL)
            }
        }
    }
#endif
