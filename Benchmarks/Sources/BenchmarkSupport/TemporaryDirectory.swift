import Dispatch
import Foundation
import Synchronization

/// A new directory for the databases of a benchmark. SIGINT and SIGTERM remove it, too.
public struct TemporaryDirectory: Sendable {
    public let path: String

    private static let made = Mutex<Set<String>>([])

    /// What listens to signals, from the first directory on and to the end: a source that is let go of hears
    /// nothing. Never read: made once, and kept.
    nonisolated(unsafe) private static let sources = [SIGINT, SIGTERM].map { number in
        // Not ignored: children would inherit that.
        signal(number) { _ in }
        let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
        source.setEventHandler {
            // As shells tell of a process that a signal ended.
            RunningProcesses.exit(128 + number) {
                for path in made.withLock(\.self) {
                    try? FileManager.default.removeItem(atPath: path)
                }
            }
        }
        source.resume()
        return source
    }

    /// - Parameter parent: where it is made; unless given, where the system has its temporary files.
    public init(_ name: String, in parent: String? = nil) throws {
        let path =
            (parent ?? FileManager.default.temporaryDirectory.path)
            + "/\(name)-\(UUID().uuidString)"
        self.path = path
        _ = Self.sources
        _ = Self.made.withLock { $0.insert(path) }
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    public func remove() {
        try? FileManager.default.removeItem(atPath: path)
        _ = Self.made.withLock { [path] in $0.remove(path) }
    }
}
