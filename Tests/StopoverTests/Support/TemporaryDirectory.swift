import Foundation

/// A directory of a test's own, removed when the test ends.
final class TemporaryDirectory {
    let path: String

    init() throws {
        PlantedValues.watch
        let url = FileManager.default.temporaryDirectory
            .appendingPathComponent("stopover-" + UUID().uuidString)
        path = url.path
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    func path(_ name: String) -> String {
        path + "/" + name
    }

    func write(_ text: String, to name: String) throws {
        try write(Array(text.utf8), to: name)
    }

    func write(_ bytes: [UInt8], to name: String) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: path(name)))
    }
}
