import Foundation

/// How many threads compress or decompress beside the one that reads or writes.
enum SnapshotWorkers {
    /// That one hashes every page and is busy with as many; each more would cost its memory.
    static let limit = 4

    static var count: Int { min(limit, ProcessInfo.processInfo.activeProcessorCount) }
}
