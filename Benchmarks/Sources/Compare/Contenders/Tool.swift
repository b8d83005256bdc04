import BenchmarkSupport

/// Commands that are expected on the machine, and this one.
enum Tool {
    /// This executable, with other arguments.
    static func compare(_ arguments: String...) -> [String] {
        [ChildProcess.ownExecutable] + arguments
    }

    /// The shell's defaults are WAL commits that are synced; it only has to wait for others.
    static func sqlite3(_ database: String, _ command: String) -> [String] {
        env("sqlite3", "-bail", "-cmd", ".timeout 600000", database, command)
    }

    static func zstd(_ arguments: String...) -> [String] {
        env("zstd", "-q", "-f") + arguments
    }

    static func env(_ command: String...) -> [String] { ["/usr/bin/env"] + command }
}
