import Foundation

/// A frame that decompressors pass over (RFC 8878, section 3.1.2).
///
/// | offset | size | field |
/// |---|---|---|
/// | 0 | 4 | magic number, 0x184D2A50 to 0x184D2A5F, little-endian |
/// | 4 | 4 | size of the content, little-endian |
/// | 8 | | content |
enum SkippableFrame: UInt32, Sendable {
    /// What the head has left behind page 1.
    case padding = 0x184D_2A50
    case manifest = 0x184D_2A51
    case rowHead = 0x184D_2A52
    case rowManifest = 0x184D_2A53
    /// As zstd's seekable format has it.
    case seekTable = 0x184D_2A5E

    static let headerSizeInBytes = 8

    /// The frame around `content`.
    func bytes(_ content: [UInt8]) -> [UInt8] {
        rawValue.littleEndianBytes + UInt32(content.count).littleEndianBytes + content
    }

    /// The content of a frame of this kind that fills `frame`; nil of anything else.
    func content(of frame: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        let content = frame.dropFirst(Self.headerSizeInBytes)
        guard frame.count >= Self.headerSizeInBytes,
            UInt32(littleEndian: frame.prefix(4)) == rawValue,
            UInt32(littleEndian: frame.dropFirst(4).prefix(4)) == UInt32(content.count)
        else { return nil }
        return content
    }
}

extension UInt32 {
    var littleEndianBytes: [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: self >> ($0 * 8)) }
    }

    init(littleEndian bytes: some Sequence<UInt8>) {
        self = bytes.reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }
}
