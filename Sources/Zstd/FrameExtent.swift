/// How long a frame is, and how much content it says it has: by its headers alone, which say where each
/// block begins (RFC 8878, sections 3.1.1.1 and 3.1.1.2).
package struct FrameExtent: Hashable, Sendable {
    package let sizeInBytes: Int
    package let contentSizeInBytes: Int

    private static let magicNumber: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD]
    private static let blockHeaderSize = 3
    private static let checksumSize = 4
    /// 32 times as many as zstd makes of 1 GiB.
    private static let blockLimit = 1 << 18

    /// - Parameters:
    ///   - limit: bytes that there are; a frame that is longer is cut off.
    ///   - read: gives so many bytes from an offset on; asked for what there is alone.
    /// - Returns: nil where there is no frame, or a part of one, or one that keeps its content's size
    ///   to itself.
    package init?(
        limit: Int, read: @escaping (_ offset: Int, _ count: Int) throws -> [UInt8]
    ) throws {
        var reader = Reader(limit: limit, read: read)
        guard try reader.bytes(4) == Self.magicNumber, let descriptor = try reader.bytes(1)?.first,
            let contentSize = try reader.contentSize(descriptor),
            try reader.passBlocks(limit: Self.blockLimit),
            reader.pass(descriptor & 0b100 == 0 ? 0 : Self.checksumSize)
        else { return nil }
        sizeInBytes = reader.offset
        contentSizeInBytes = contentSize
    }

    private struct Reader {
        let limit: Int
        let read: (Int, Int) throws -> [UInt8]
        var offset = 0

        mutating func pass(_ count: Int) -> Bool {
            guard count <= limit - offset else { return false }
            offset += count
            return true
        }

        mutating func bytes(_ count: Int) throws -> [UInt8]? {
            let start = offset
            return pass(count) ? try read(start, count) : nil
        }

        /// The rest of the frame's header.
        mutating func contentSize(_ descriptor: UInt8) throws -> Int? {
            let isSingleSegment = descriptor & 0b10_0000 != 0
            let dictionarySize = [0, 1, 2, 4][Int(descriptor & 0b11)]
            let fieldSize = [isSingleSegment ? 1 : 0, 2, 4, 8][Int(descriptor >> 6)]
            guard fieldSize > 0, pass((isSingleSegment ? 0 : 1) + dictionarySize),
                let field = try bytes(fieldSize)
            else { return nil }
            let value = field.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            return Int(exactly: fieldSize == 2 ? value + 256 : value)
        }

        /// - Returns: false where they are cut off, or are none.
        mutating func passBlocks(limit: Int) throws -> Bool {
            for _ in 0..<limit {
                guard let header = try bytes(FrameExtent.blockHeaderSize) else { return false }
                let value = header.reversed().reduce(0) { $0 << 8 | Int($1) }
                // Of a run there is one byte.
                let size = (value >> 1) & 0b11 == 1 ? 1 : value >> 3
                guard (value >> 1) & 0b11 != 3, pass(size) else { return false }
                if value & 1 == 1 { return true }
            }
            return false
        }
    }
}
