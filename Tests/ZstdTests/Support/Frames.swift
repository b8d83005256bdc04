import Foundation

@testable import Zstd

/// `content` as a frame.
func compress(_ content: [UInt8], level: Int = 1) throws -> [UInt8] {
    let compressor = try FrameCompressor(level: level)
    var frame = [UInt8](repeating: 0, count: FrameCompressor.bound(content.count))
    let size = try content.withUnsafeBytes { content in
        try frame.withUnsafeMutableBytes { try compressor.compress(content, into: $0) }
    }
    return Array(frame[..<size])
}

/// The content of `frame`, which gets room for so many bytes.
func decompress(
    _ frame: [UInt8], room: Int, with decompressor: FrameDecompressor? = nil
) throws -> [UInt8] {
    let decompressor = try decompressor ?? FrameDecompressor()
    var content = [UInt8](repeating: 0xEE, count: room)
    let size = try frame.withUnsafeBytes { frame in
        try content.withUnsafeMutableBytes { try decompressor.decompress(frame, into: $0) }
    }
    return Array(content[..<size])
}

/// What the `zstd` command makes of a stream.
func decompressByCommand(_ stream: [UInt8]) throws -> [UInt8] {
    let file = FileManager.default.temporaryDirectory
        .appendingPathComponent("stopover-\(UUID().uuidString).zst")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(stream).write(to: file)
    let (process, output) = (Process(), Pipe())
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["zstd", "-d", "-c", "-q", file.path]
    process.standardOutput = output
    try process.run()
    let content = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
        throw CommandFailure(status: process.terminationStatus)
    }
    return Array(content)
}

struct CommandFailure: Error {
    let status: Int32
}
