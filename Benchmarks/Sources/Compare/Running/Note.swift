import Foundation

/// A line on standard error, for whoever waits.
func note(_ line: String) {
    try? FileHandle.standardError.write(contentsOf: Data((line + "\n").utf8))
}
