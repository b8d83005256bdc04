import Foundation
import Zstd

/// A row snapshot's file, opened: its head is read, and its end where it has one.
///
/// | part | what | kind of frame |
/// |---|---|---|
/// | head | what the snapshot is of | skippable |
/// | frames | one for each chunk | zstd |
/// | manifest | how many rows there are | skippable |
/// | seek table | where each frame is | skippable |
///
/// The file grows by a frame with each chunk; manifest and seek table are written when the migration is
/// done. Until then it is unfinished.
struct RowSnapshotFile: Sendable {
    let file: ReadableFile
    let head: RowSnapshotHead
    let headSizeInBytes: Int
    /// Nil while it is unfinished.
    let end: End?

    /// What a finished file ends with.
    struct End: Sendable {
        let manifest: RowSnapshotManifest
        /// Those of chunks.
        let frames: [SeekTable.Entry]
        /// Where the manifest begins.
        let offset: Int
    }

    /// So many that the seek table has room for head and manifest, too.
    static let frameLimit = SeekTable.entryLimit - 2

    /// - Throws: ``SnapshotDamage`` also where the end is one, and doesn't agree with the file.
    init(_ file: ReadableFile) throws {
        let (head, size) = try RowSnapshotHead.read(file)
        self.init(
            file: file, head: head, headSizeInBytes: size,
            end: try Self.hasTable(file) ? End(file, headSizeInBytes: size) : nil)
    }

    private init(
        file: ReadableFile, head: RowSnapshotHead, headSizeInBytes: Int, end: End?
    ) {
        (self.file, self.head, self.headSizeInBytes) = (file, head, headSizeInBytes)
        self.end = end
    }

    /// Opens it for who knows by a mark how far it goes: the end isn't looked at.
    static func withoutEnd(_ file: ReadableFile) throws -> Self {
        let (head, size) = try RowSnapshotHead.read(file)
        return Self(file: file, head: head, headSizeInBytes: size, end: nil)
    }

    /// Whether it ends as a seek table does.
    static func hasTable(_ file: ReadableFile) throws -> Bool {
        let size = file.sizeInBytes
        guard size > SeekTable.footerSizeInBytes else { return false }
        let footer = try file.bytes(size - SeekTable.footerSizeInBytes..<size)
        return SeekTable.frameSizeInBytes(footer: footer[...]) != nil
    }

    /// - Throws: ``SnapshotDamage`` where it is shorter than it was at the mark.
    func requireSize(of mark: RowSnapshotMark) throws(SnapshotDamage) {
        guard file.sizeInBytes < mark.sizeInBytes else { return }
        throw SnapshotDamage(
            "it has \(file.sizeInBytes) bytes, and the checkpoint knows of \(mark.sizeInBytes)")
    }

    /// The frames between the head and an offset, by their own headers.
    ///
    /// - Throws: ``SnapshotDamage`` where there are others than whole ones.
    func frames(upTo end: Int) throws -> [SeekTable.Entry] {
        var frames: [SeekTable.Entry] = []
        var offset = headSizeInBytes
        while offset < end {
            guard frames.count < Self.frameLimit, let frame = try frame(at: offset, limit: end)
            else { throw SnapshotDamage("it is not made of whole frames") }
            frames.append(frame)
            offset += frame.sizeInBytes
        }
        guard offset == end else { throw SnapshotDamage("its head is cut off") }
        return frames
    }

    /// The whole frame that begins there, of a size that a chunk's may have; nil where there is none.
    func frame(at offset: Int, limit: Int) throws -> SeekTable.Entry? {
        guard
            let extent = try FrameExtent(
                limit: limit - offset,
                read: { [file] in try file.bytes(offset + $0..<offset + $0 + $1) }),
            Self.isPossible(extent.sizeInBytes, extent.contentSizeInBytes)
        else { return nil }
        return .init(
            sizeInBytes: extent.sizeInBytes, contentSizeInBytes: extent.contentSizeInBytes)
    }

    static func isPossible(_ size: Int, _ contentSize: Int) -> Bool {
        (1...ChunkRoom.limitInBytes).contains(contentSize)
            && size <= FrameCompressor.bound(contentSize)
    }
}

extension RowSnapshotFile.End {
    init(_ file: ReadableFile, headSizeInBytes: Int) throws {
        let table = try SeekTable(endOf: file)
        let entries = table.entries
        guard let head = entries.first, let last = entries.last, entries.count >= 2,
            head.sizeInBytes == headSizeInBytes, head.contentSizeInBytes == 0,
            last.contentSizeInBytes == 0,
            last.sizeInBytes <= RowSnapshotManifest.sizeLimitInBytes
        else { throw SnapshotDamage.layout }
        frames = Array(entries.dropFirst().dropLast())
        guard
            frames.allSatisfy({
                RowSnapshotFile.isPossible($0.sizeInBytes, $0.contentSizeInBytes)
            })
        else { throw SnapshotDamage.layout }
        let range = table.range(of: entries.count - 1)
        offset = range.lowerBound
        manifest = try RowSnapshotManifest(frame: file.bytes(range)[...])
        guard manifest.chunks == frames.count else { throw SnapshotDamage.layout }
    }
}
