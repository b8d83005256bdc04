import Foundation
import Stopover
import Testing

@testable import StopoverCLI

/// The built `stopover`, run as a process in a sandbox.
///
/// Waiting for it blocks a thread of its own, so that the tests beside it go on. Unchecked, because
/// `Process` is not Sendable: one test uses it, one call after the other.
final class ToolProcess: @unchecked Sendable {
    enum Stream {
        case output, error
    }

    private let process = Process()
    private let watched: Stream
    private let pipe = Pipe()
    private let file: URL
    /// Bytes, because what is read at once may end within a character.
    private var bytes = Data()
    private var text: String { String(decoding: bytes, as: UTF8.self) }
    /// Signalled once ``end()`` saw its end.
    private let isOver = DispatchSemaphore(value: 0)

    /// Starts it.
    ///
    /// - Parameters:
    ///   - watched: the stream that ``wait(for:)`` reads.
    ///   - terminal: a terminal for standard input and error, where there is to be one.
    ///   - launcher: a command that runs what stands behind it.
    init(
        _ line: String, in sandbox: Sandbox, watching watched: Stream = .output,
        environment: [String: String] = [:], terminal: Terminal? = nil,
        through launcher: [String] = []
    ) throws {
        self.watched = watched
        file = URL(fileURLWithPath: sandbox.root + "/" + UUID().uuidString)
        try Data().write(to: file)
        let handle = try FileHandle(forWritingTo: file)
        let command = try launcher + [Self.executable().path] + words(line)
        process.executableURL = URL(fileURLWithPath: command[0])
        process.arguments = Array(command.dropFirst())
        process.currentDirectoryURL = URL(fileURLWithPath: sandbox.root)
        let usual = ["PATH": "/usr/bin:/bin", "DATABASE_URL": "sqlite:contacts.db"]
        process.environment = Self.sanitizerOptions.merging(usual) { $1 }
            .merging(environment) { $1 }
        process.standardInput = terminal?.device ?? FileHandle.nullDevice
        switch watched {
        case .output:
            process.standardOutput = pipe
            process.standardError = terminal?.device ?? handle
        case .error:
            process.standardOutput = handle
            process.standardError = terminal?.device ?? pipe
        }
        try process.run()
        try handle.close()
    }

    /// Where a sanitizer of this process tells what it finds, that of the tool does.
    private static let sanitizerOptions = ProcessInfo.processInfo.environment.filter {
        $0.key.hasSuffix("SAN_OPTIONS")
    }

    private static let timeLimit = DispatchTimeInterval.seconds(120)

    /// Beside the test bundle stand all products.
    static func executable() throws -> URL {
        let bundle = try #require(Bundle.main.executableURL)
        let url = bundle.deletingLastPathComponent().appendingPathComponent("stopover")
        try #require(FileManager.default.isExecutableFile(atPath: url.path))
        return url
    }

    /// Reads the watched stream until it has `part`.
    ///
    /// - Parameter signal: is sent at once then, however long the test itself waits for its turn among the others.
    func wait(for part: String, thenSend signal: Int32? = nil) async throws {
        try await blocking {
            try self.limited { try self.read(until: part) }
            if let signal { self.send(signal) }
        }
    }

    private func read(until part: String) throws {
        while !text.contains(part) {
            let data = pipe.fileHandleForReading.availableData
            try #require(!data.isEmpty, "it ended before it wrote '\(part)': \(text)")
            bytes += data
        }
    }

    /// One that never ends must fail its test, not hang it: a killed one's streams end. Its time is what it is
    /// waited for; the test, too, waits for its turn among the others.
    private func limited<Answer>(_ wait: () throws -> Answer) rethrows -> Answer {
        let end = DispatchWorkItem { [process] in
            if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        }
        DispatchQueue.global().asyncAfter(deadline: .now() + Self.timeLimit, execute: end)
        defer { end.cancel() }
        return try wait()
    }

    func send(_ signal: Int32) {
        kill(process.processIdentifier, signal)
    }

    /// Sends it once some seconds are over, unless ``end()`` saw the end by then: the number may be another's from there
    /// on.
    ///
    /// By a thread, since the tests beside this one leave none of the shared pool's. It goes when the process does: what
    /// lives when the suite ends, and has `Data`, the leak check takes for lost, since `Data` marks its pointer.
    func send(_ signal: Int32, after seconds: Double) {
        Thread.detachNewThread {
            if self.isOver.wait(timeout: .now() + seconds) == .timedOut { self.send(signal) }
        }
    }

    struct Ending: Sendable {
        let code: Int32
        let bySignal: Bool
        let output: String
        let error: String
    }

    /// Waits for its end.
    func end() async throws -> Ending {
        try await blocking { try self.limited(self.readToEnd) }
    }

    private func readToEnd() throws -> Ending {
        bytes += try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        isOver.signal()
        let other = try String(contentsOf: file, encoding: .utf8)
        if Outlet.showsPlanted(text + other) { Issue.record("a row's value: \(text)\n\(other)") }
        return Ending(
            code: process.terminationStatus, bySignal: process.terminationReason == .uncaughtSignal,
            output: watched == .output ? text : other, error: watched == .output ? other : text)
    }
}

extension Sandbox {
    /// Runs the built tool to its end.
    func tool(
        _ line: String, environment: [String: String] = [:], through launcher: [String] = []
    ) async throws -> ToolProcess.Ending {
        try await ToolProcess(line, in: self, environment: environment, through: launcher).end()
    }
}
