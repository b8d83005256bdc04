import Foundation
import Synchronization

/// A command that ran to its end, and what it took.
public struct ChildProcess: Sendable {
    /// From its start to its end.
    public let seconds: Double
    public let output: String
    public let peakMemoryInKibibytes: Int
    /// The longest that the watched database's WAL was.
    public let peakWALInBytes: Int
    /// Whether all of us stood still for a while, as on a machine that was put to sleep: then `seconds`
    /// says nothing.
    public let wasPaused: Bool

    /// This executable.
    public static var ownExecutable: String {
        Bundle.main.executablePath ?? CommandLine.arguments[0]
    }

    /// Starts a command, its executable first. A signal that ends this process ends that one, where there is a
    /// ``TemporaryDirectory``.
    ///
    /// - Parameters:
    ///   - input: nil where it has none.
    ///   - output: nil takes this process's.
    public static func start(
        _ command: [String], input: Pipe? = nil, output: Pipe? = nil
    ) throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: command[0])
        process.arguments = Array(command.dropFirst())
        process.standardInput = input ?? FileHandle.nullDevice
        if let output { process.standardOutput = output }
        try RunningProcesses.start(process)
        return process
    }

    /// Waits for the end of one that was started; for ever where a signal ends this process.
    public static func wait(for process: Process) {
        RunningProcesses.wait(for: process)
    }

    /// Runs a command, its executable first, and watches it.
    ///
    /// - Parameter database: the database whose WAL is watched.
    /// - Throws: ``Failure`` where it ends with another status than 0.
    public static func run(_ command: [String], watching database: String? = nil) throws -> Self {
        let pipe = Pipe()
        let start = ContinuousClock.now
        let process = try Self.start(command, output: pipe)
        let watch = Watch(process.processIdentifier, database)
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        wait(for: process)
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        let peaks = watch.end()
        guard process.terminationStatus == 0 else {
            throw Failure(command: command, status: process.terminationStatus)
        }
        return Self(
            seconds: seconds, output: String(decoding: output, as: UTF8.self),
            peakMemoryInKibibytes: peaks.memory, peakWALInBytes: peaks.log,
            wasPaused: peaks.wasPaused)
    }

    public struct Failure: Error, CustomStringConvertible {
        let command: [String]
        let status: Int32

        public init(command: [String], status: Int32) {
            self.command = command
            self.status = status
        }

        public var description: String { "\(command) ended with \(status)." }
    }
}

/// Looks at a process every few milliseconds, from a thread of its own.
private final class Watch: Sendable {
    private static let interval = 0.005
    /// So long a time between two looks is no mere delay.
    private static let pause = Duration.seconds(2)

    struct Peaks {
        var memory = 0
        var log = 0
        var wasPaused = false
    }

    private struct State {
        var isEnding = false
        var last = ContinuousClock.now
        var peaks = Peaks()
    }

    private let state = Mutex(State())
    private let ended = DispatchSemaphore(value: 0)

    init(_ process: Int32, _ database: String?) {
        Thread.detachNewThread { [self] in
            while look(process, database) { Thread.sleep(forTimeInterval: Self.interval) }
            ended.signal()
        }
    }

    func end() -> Peaks {
        state.withLock { $0.isEnding = true }
        ended.wait()
        return state.withLock { $0.peaks }
    }

    private func look(_ process: Int32, _ database: String?) -> Bool {
        let memory = PeakMemory.inKibibytes(of: process)
        let log = database.map { FileSize.inBytes($0 + "-wal") } ?? 0
        return state.withLock { state in
            state.peaks.memory = max(state.peaks.memory, memory)
            state.peaks.log = max(state.peaks.log, log)
            if .now - state.last > Self.pause { state.peaks.wasPaused = true }
            state.last = .now
            return !state.isEnding
        }
    }
}
