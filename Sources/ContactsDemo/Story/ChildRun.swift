import Foundation

/// This program's own `run`, in a process of its own, watched line by line.
struct ChildRun {
    enum Ending: Equatable {
        case exited(Int32)
        /// By us, with SIGKILL.
        case killed
    }

    let database: String
    let chunkRowLimit: Int
    /// This very program, unless a test puts another in its place.
    var executable = Bundle.main.executableURL

    /// Runs to the end, or until `isTimeToKill` says so of an event. Events come while it runs.
    ///
    /// - Throws: what Foundation throws where the process can't be started.
    func run(
        isTimeToKill: (RunEvent) -> Bool, onEvent: (RunEvent, _ process: Int32) -> Void
    ) throws -> (ending: Ending, complaints: String) {
        let process = Process()
        let (output, complaints) = (Pipe(), Pipe())
        process.executableURL = executable
        process.arguments = [
            "run", "--database", database, "--format", "json", "--chunk-rows",
            String(chunkRowLimit),
        ]
        process.standardOutput = output
        process.standardError = complaints
        try process.run()
        var isKilled = false
        var lines = LineReader(output.fileHandleForReading)
        while let line = lines.next() {
            guard let event = RunEvent(line: line) else { continue }
            if !isKilled, isTimeToKill(event) {
                isKilled = kill(process.processIdentifier, SIGKILL) == 0
            }
            onEvent(event, process.processIdentifier)
        }
        process.waitUntilExit()
        // What it complains of is a few lines, far less than a pipe holds, so it may be read last.
        let text = complaints.fileHandleForReading.readDataToEndOfFile()
        let diedOfKill =
            process.terminationReason == .uncaughtSignal && process.terminationStatus == SIGKILL
        return (
            isKilled && diedOfKill ? .killed : .exited(process.terminationStatus),
            String(decoding: text, as: UTF8.self)
        )
    }
}

/// The lines of a pipe, each as soon as it is there.
private struct LineReader {
    private let handle: FileHandle
    private var buffer = Data()

    init(_ handle: FileHandle) {
        self.handle = handle
    }

    mutating func next() -> Data? {
        while true {
            if let end = buffer.firstIndex(of: UInt8(ascii: "\n")) {
                let line = buffer[..<end]
                buffer = buffer[buffer.index(after: end)...]
                return line
            }
            let more = handle.availableData
            guard !more.isEmpty else { return nil }
            buffer.append(more)
        }
    }
}
