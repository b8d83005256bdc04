@testable import Stopover

/// The content of a row snapshot's frame: it is read or refused as damage; what is read can be written and
/// is read again the same, and its heads tell what is in it.
enum ChunkFuzz {
    static func run(_ input: UnsafeRawBufferPointer) throws -> FuzzTarget.Ending {
        let changes: ChunkChanges
        do {
            changes = try ChunkFrame.decode(input)
        } catch {
            // Heads are read of damaged chunks, too.
            _ = try? ChunkFrame.heads(input)
            return .refused
        }
        try check(changes, ChunkFrame.heads(input))
        return .read
    }

    static func check(_ changes: ChunkChanges, _ heads: ChunkFrame.Heads) throws {
        try FuzzFailure.unless(
            heads.groups.map(\.rowCount) == changes.groups.map(\.rowCount)
                && heads.groups.map(\.table) == changes.groups.map(\.table)
                && Set(heads.fullTextIndexes) == changes.fullTextIndexes, "its heads are others")
        var encoder = ChunkFrameEncoder()
        let content = try encoder.content(changes)
        let again = try content.withUnsafeBytes { try ChunkFrame.decode($0) }
        try FuzzFailure.unless(
            ComparableChanges(again) == ComparableChanges(changes),
            "what was read is another thing when it is written")
    }
}
