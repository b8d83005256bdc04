import Zstd

/// How a database's pages lie in a snapshot: what the page size and count decide.
///
/// | part | size | what |
/// |---|---|---|
/// | head | `headSizeInBytes` | page 1 as a frame, then padding |
/// | frames | | pages 2 to the last, 1 MiB of them a frame, the last with less |
/// | manifest | | skippable frame |
/// | seek table | | skippable frame |
///
/// Page 1 comes late, as a database's first page is written last; the head's size depends on the page
/// size alone, so that the frames can be written before it.
struct SnapshotLayout: Hashable, Sendable {
    let pageSizeInBytes: Int
    let pageCount: Int

    /// Content of each frame behind the head, but the last.
    static let frameContentSizeInBytes = 1 << 20
    /// What SQLite allows (<https://sqlite.org/fileformat2.html#page_size>).
    static let pageSizes = (9...16).map { 1 << $0 }
    /// As many pages as SQLite can have (<https://sqlite.org/limits.html>, item 14).
    static let pageCountLimit = 0xFFFF_FFFE

    init?(pageSizeInBytes: Int, pageCount: Int) {
        guard Self.pageSizes.contains(pageSizeInBytes),
            (1...Self.pageCountLimit).contains(pageCount)
        else { return nil }
        self.pageSizeInBytes = pageSizeInBytes
        self.pageCount = pageCount
    }

    var databaseSizeInBytes: Int { pageSizeInBytes * pageCount }

    var headSizeInBytes: Int { Self.headSizeInBytes(pageSizeInBytes: pageSizeInBytes) }

    /// Room for page 1 however badly it compresses, and for the header of the padding.
    static func headSizeInBytes(pageSizeInBytes: Int) -> Int {
        FrameCompressor.bound(pageSizeInBytes) + SkippableFrame.headerSizeInBytes
    }

    /// Frames behind the head.
    var frameCount: Int {
        let size = databaseSizeInBytes - pageSizeInBytes
        return (size + Self.frameContentSizeInBytes - 1) / Self.frameContentSizeInBytes
    }

    /// The size of the content of the frame of that number, from 0.
    func contentSizeInBytes(ofFrame frame: Int) -> Int {
        let offset = frame * Self.frameContentSizeInBytes
        return min(
            Self.frameContentSizeInBytes, databaseSizeInBytes - pageSizeInBytes - offset)
    }

    /// The frame behind the head that has the byte of the database, and where in its content.
    func place(of offset: Int) -> (frame: Int, offset: Int) {
        let (frame, offset) = (offset - pageSizeInBytes).quotientAndRemainder(
            dividingBy: Self.frameContentSizeInBytes)
        return (frame, offset)
    }

    /// SQLite keeps locks there in place of a page (<https://sqlite.org/fileformat2.html#lockbyte>).
    static let lockByteOffset = 1 << 30
}
