import Foundation

/// Where SQLite's sorter writes what doesn't fit in memory.
enum SorterDirectory {
    /// The first of SQLite's candidates that it may write to (<https://sqlite.org/tempfiles.html>, section 5).
    static func path(
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) -> String {
        let named = [environment["SQLITE_TMPDIR"], environment["TMPDIR"]].compactMap(\.self)
        return (named + ["/var/tmp", "/usr/tmp", "/tmp"]).first(where: isUsable) ?? "."
    }

    private static func isUsable(_ path: String) -> Bool {
        FileSystem.isDirectory(path) && access(path, W_OK | X_OK) == 0
    }
}
