/// Where each frame of a snapshot begins: the table of zstd's seekable format, version 0.1.0
/// (`contrib/seekable_format/zstd_seekable_compression_format.md` in zstd's repository), without the
/// checksums that the frames have themselves.
///
/// Inside a skippable frame, all numbers little-endian:
///
/// | size | field |
/// |---|---|
/// | 4 + 4 for each frame | its size in bytes, and its content's; 0 of a skippable one |
/// | 4 | number of frames |
/// | 1 | descriptor: 0 |
/// | 4 | magic number, 0x8F92EAB1 |
struct SeekTable: Hashable, Sendable {
    struct Entry: Hashable, Sendable {
        private let size: UInt32
        private let contentSize: UInt32

        init(sizeInBytes: Int, contentSizeInBytes: Int) {
            size = UInt32(sizeInBytes)
            contentSize = UInt32(contentSizeInBytes)
        }

        var sizeInBytes: Int { Int(size) }
        var contentSizeInBytes: Int { Int(contentSize) }
    }

    private(set) var entries: [Entry] = []

    static let magicNumber: UInt32 = 0x8F92_EAB1
    static let footerSizeInBytes = 9
    static let entrySizeInBytes = 8
    /// A database of 8 TiB: the format would allow 16 times as many, and a hostile file that asks for
    /// them would cost gigabytes of memory.
    static let entryLimit = 0x80_0000

    mutating func append(_ entry: Entry) {
        entries.append(entry)
    }

    mutating func append(sizeInBytes: Int, contentSizeInBytes: Int) {
        entries.append(.init(sizeInBytes: sizeInBytes, contentSizeInBytes: contentSizeInBytes))
    }

    /// The whole skippable frame.
    var frame: [UInt8] {
        var content: [UInt8] = []
        content.reserveCapacity(Self.entrySizeInBytes * entries.count + Self.footerSizeInBytes)
        for entry in entries {
            content += UInt32(entry.sizeInBytes).littleEndianBytes
            content += UInt32(entry.contentSizeInBytes).littleEndianBytes
        }
        content += UInt32(entries.count).littleEndianBytes + [0]
        content += Self.magicNumber.littleEndianBytes
        return SkippableFrame.seekTable.bytes(content)
    }

    /// The size of the frame that ends in `footer`; nil where that is no footer.
    static func frameSizeInBytes(footer: ArraySlice<UInt8>) -> Int? {
        guard footer.count == footerSizeInBytes,
            UInt32(littleEndian: footer.suffix(4)) == magicNumber,
            footer[footer.startIndex + 4] == 0
        else { return nil }
        let count = Int(UInt32(littleEndian: footer.prefix(4)))
        guard count <= entryLimit else { return nil }
        return SkippableFrame.headerSizeInBytes + count * entrySizeInBytes + footerSizeInBytes
    }

    init() {}

    /// Reads a frame; nil where it is none.
    init?(frame: ArraySlice<UInt8>) {
        guard let content = SkippableFrame.seekTable.content(of: frame),
            Self.frameSizeInBytes(footer: content.suffix(Self.footerSizeInBytes)) == frame.count
        else { return nil }
        var rest = content.dropLast(Self.footerSizeInBytes)
        entries.reserveCapacity(rest.count / Self.entrySizeInBytes)
        while !rest.isEmpty {
            append(
                sizeInBytes: Int(UInt32(littleEndian: rest.prefix(4))),
                contentSizeInBytes: Int(UInt32(littleEndian: rest.dropFirst(4).prefix(4))))
            rest = rest.dropFirst(Self.entrySizeInBytes)
        }
    }
}
