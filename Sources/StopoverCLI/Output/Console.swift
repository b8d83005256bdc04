import Foundation

/// Standard input, output and error: the one place that touches them.
struct Console: Sendable {
    /// Writes to standard output: results.
    let writeOutput: @Sendable (String) -> Void
    /// Writes to standard error: progress, questions and errors.
    let writeError: @Sendable (String) -> Void
    /// Reads a line; nil at the end of input.
    let readLine: @Sendable () -> String?
    /// Somebody sits there to be asked.
    let isInteractive: Bool
    /// Standard error is a terminal that can redraw a line.
    let canRedraw: Bool
    /// The terminal's width now: it changes when its window does.
    let columns: @Sendable () -> Int

    /// Writes a line, or several, of a result.
    func print(_ text: String) {
        writeOutput(text + "\n")
    }

    func printError(_ text: String) {
        writeError(text + "\n")
    }
}

extension Console {
    /// The process's own.
    static let system = Console(
        writeOutput: { write($0, to: .standardOutput) },
        writeError: { write($0, to: .standardError) },
        readLine: { Swift.readLine() },
        isInteractive: isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1,
        canRedraw: isatty(STDERR_FILENO) == 1
            && ProcessInfo.processInfo.environment["TERM"] != "dumb",
        columns: { terminalColumns() })

    /// Writes unbuffered, so that a line that was written survives a kill. What can't be written,
    /// because a log's volume is full, say, is dropped: the work matters more.
    private static func write(_ text: String, to handle: FileHandle) {
        try? handle.write(contentsOf: Data(text.utf8))
    }

    private static func terminalColumns() -> Int {
        var size = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }
}
