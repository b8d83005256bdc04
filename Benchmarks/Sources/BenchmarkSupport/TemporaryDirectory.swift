import Dispatch
import Foundation

/// A new directory for the databases of a benchmark.
public final class TemporaryDirectory {
    public let path: String
    private var signals: [any DispatchSourceSignal] = []

    /// - Parameter parent: where it is made; unless given, where the system has its temporary files.
    public init(_ name: String, in parent: String? = nil) throws {
        path =
            (parent ?? FileManager.default.temporaryDirectory.path)
            + "/\(name)-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        removeOnSignals()
    }

    public func remove() {
        try? FileManager.default.removeItem(atPath: path)
    }

    private func removeOnSignals() {
        signals = [SIGINT, SIGTERM].map { number in
            // Not ignored: children would inherit that.
            signal(number) { _ in }
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { [path] in
                // As shells tell of a process that a signal ended.
                RunningProcesses.exit(128 + number) {
                    try? FileManager.default.removeItem(atPath: path)
                }
            }
            source.resume()
            return source
        }
    }
}
