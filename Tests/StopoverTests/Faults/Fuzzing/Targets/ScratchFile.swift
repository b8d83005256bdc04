import Foundation

/// A file that is written anew for each input, and removed in the end.
final class ScratchFile {
    let path: String
    private let directory: String
    private let handle: FileHandle

    init(name: String) throws {
        directory = NSTemporaryDirectory() + "stopover-fuzz-" + UUID().uuidString
        try FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: false)
        path = directory + "/" + name
        try Data().write(to: URL(fileURLWithPath: path))
        handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    }

    deinit {
        try? FileManager.default.removeItem(atPath: directory)
    }

    func write(_ bytes: [UInt8]) throws {
        try handle.truncate(atOffset: 0)
        try handle.seek(toOffset: 0)
        try handle.write(contentsOf: bytes)
    }
}
