import Dispatch
import Foundation

/// A new directory for the demo's database.
final class TemporaryDirectory {
    let path: String
    private var signals: [any DispatchSourceSignal] = []

    init() throws {
        path = NSTemporaryDirectory() + "contacts-demo-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    }

    func remove() {
        Self.remove(path)
    }

    /// Removes the directory when Ctrl-C or SIGTERM ends the process, and ends it.
    func removeOnSignals() {
        signals = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { [path] in
                Self.remove(path)
                // As shells tell of a process that a signal ended.
                exit(128 + number)
            }
            source.resume()
            return source
        }
    }

    private static func remove(_ path: String) {
        try? FileManager.default.removeItem(atPath: path)
    }
}
