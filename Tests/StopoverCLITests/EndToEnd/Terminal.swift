import Foundation
import Testing

@testable import StopoverCLI

/// A pseudoterminal of a given width. Unchecked, because one test uses it, one call after the other.
final class Terminal: @unchecked Sendable {
    private let controller: FileHandle
    /// What the process is handed.
    let device: FileHandle
    /// Bytes, because what is read at once may end within a character.
    private var bytes = Data()
    private var text: String { String(decoding: bytes, as: UTF8.self) }

    init(columns: UInt16 = 80) throws {
        var ends: (controller: Int32, device: Int32) = (-1, -1)
        var size = winsize(ws_row: 24, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
        try #require(openpty(&ends.controller, &ends.device, nil, nil, &size) == 0)
        controller = FileHandle(fileDescriptor: ends.controller, closeOnDealloc: true)
        device = FileHandle(fileDescriptor: ends.device, closeOnDealloc: true)
    }

    func type(_ line: String) throws {
        try controller.write(contentsOf: Data((line + "\n").utf8))
    }

    /// Reads what is shown until it has `part`.
    func wait(for part: String) async throws {
        try await blocking { try self.read(until: part) }
    }

    private func read(until part: String) throws {
        while !text.contains(part) {
            let data = controller.availableData
            try #require(!data.isEmpty, "it ended before it showed '\(part)': \(text)")
            bytes += data
        }
    }

    /// Everything that was shown, once the process has ended.
    func shown() async throws -> String {
        // After this mark nothing more comes: the process is gone.
        try device.write(contentsOf: Data("\u{4}".utf8))
        try await wait(for: "\u{4}")
        return text.replacing("\u{4}", with: "")
    }
}
