import Foundation
import Testing

/// `FaultRun` at work beside a run in this process, until it is told to end.
final class OtherProcess: @unchecked Sendable {
    private let process = Process()
    private let (input, output) = (Pipe(), Pipe())
    private var isEnded = false

    init(_ command: [String]) throws {
        process.executableURL = try FaultProcess.executable()
        process.arguments = command
        process.standardInput = input
        process.standardOutput = output
        try process.run()
    }

    /// The next line that it prints.
    func line() throws -> String {
        var bytes = Data()
        while let byte = try output.fileHandleForReading.read(upToCount: 1), byte != Data("\n".utf8)
        {
            bytes += byte
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Ends it, and waits for that; nothing where it has ended already.
    ///
    /// - Returns: what it printed since.
    @discardableResult
    func end() throws -> String {
        guard !isEnded else { return "" }
        isEnded = true
        try input.fileHandleForWriting.close()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        #expect(process.terminationReason == .exit && process.terminationStatus == 0)
        return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .newlines)
    }

    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }
}
