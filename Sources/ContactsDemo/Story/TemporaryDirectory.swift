import Dispatch
import Foundation

/// A new directory that goes when the demo ends, also when Ctrl-C ends it.
final class TemporaryDirectory {
    let path: String
    private var signals: [any DispatchSourceSignal] = []

    init() throws {
        let url = FileManager.default.temporaryDirectory
            .appendingPathComponent("contacts-demo-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
        path = url.path
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

    func remove() {
        Self.remove(path)
    }

    private static func remove(_ path: String) {
        try? FileManager.default.removeItem(atPath: path)
    }
}
