import Foundation
import Testing

@testable import StopoverCLI

/// A pseudoterminal of a given width. Unchecked, because what is shown is used under the condition's lock.
final class Terminal: @unchecked Sendable {
    private let controller: FileHandle
    /// What the process is handed.
    let device: FileHandle
    private let condition = NSCondition()
    /// Bytes, because what is read at once may end within a character.
    private var bytes = Data()

    init(columns: UInt16 = 80) throws {
        var ends: (controller: Int32, device: Int32) = (-1, -1)
        var size = winsize(ws_row: 24, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
        try #require(openpty(&ends.controller, &ends.device, nil, nil, &size) == 0)
        controller = FileHandle(fileDescriptor: ends.controller, closeOnDealloc: true)
        device = FileHandle(fileDescriptor: ends.device, closeOnDealloc: true)
        // A terminal shows what it is told whatever the test does: it holds 4 KiB, and who writes more would wait.
        Thread.detachNewThread { [weak self, controller] in
            var buffer = [UInt8](repeating: 0, count: 4_096)
            // Once nobody has the device any more that is an error to read, which FileHandle crashes on.
            while case let count = read(controller.fileDescriptor, &buffer, buffer.count), count > 0
            {
                self?.show(Data(buffer.prefix(count)))
            }
        }
    }

    private func show(_ data: Data) {
        condition.withLock {
            bytes += data
            condition.broadcast()
        }
    }

    func type(_ line: String) throws {
        try controller.write(contentsOf: Data((line + "\n").utf8))
    }

    private static let timeLimit: TimeInterval = 120

    /// Waits until it shows `part`.
    ///
    /// - Parameter act: is done at once then, however long the test itself waits for its turn among the others.
    func wait(for part: String, then act: @escaping @Sendable () -> Void = {}) async throws {
        try await blocking {
            try self.waitUntilShown(part)
            act()
        }
    }

    private func waitUntilShown(_ part: String) throws {
        let limit = Date(timeIntervalSinceNow: Self.timeLimit)
        try condition.withLock {
            while !text.contains(part) {
                try #require(condition.wait(until: limit), "it did not show '\(part)': \(text)")
            }
        }
    }

    private var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Everything that was shown, once the process has ended.
    func shown() async throws -> String {
        // After this mark nothing more comes: the process is gone.
        try device.write(contentsOf: Data("\u{4}".utf8))
        try await wait(for: "\u{4}")
        return condition.withLock { text.replacing("\u{4}", with: "") }
    }
}
