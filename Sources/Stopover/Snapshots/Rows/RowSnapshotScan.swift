import Crypto
import Zstd

/// All bytes of a row snapshot up to an offset, read once: their SHA-256, and how many rows they hold.
struct RowSnapshotScan {
    let frames: [SeekTable.Entry]
    private(set) var sizeInBytes: Int
    private var digest = SHA256()
    private(set) var tally = RowTally()

    /// - Parameters:
    ///   - frames: those from the head on.
    ///   - didCheck: is given how many bytes of the file were read more.
    init(
        _ snapshot: RowSnapshotFile, _ frames: [SeekTable.Entry], didCheck: (Int) throws -> Void
    ) throws {
        self.frames = frames
        sizeInBytes = snapshot.headSizeInBytes
        let head = try snapshot.file.bytes(0..<sizeInBytes)
        head.withUnsafeBytes { digest.update(bufferPointer: $0) }
        try didCheck(sizeInBytes)
        var reader = try RowFrameReader(snapshot.file)
        for frame in frames {
            let content = try reader.content(frame, at: sizeInBytes) {
                digest.update(bufferPointer: $0)
            }
            try tally.add(ChunkFrame.heads(content))
            sizeInBytes += frame.sizeInBytes
            try didCheck(frame.sizeInBytes)
        }
    }

    /// Up to a mark.
    ///
    /// - Throws: ``SnapshotDamage`` where the file is not what it was at the mark.
    init(
        _ snapshot: RowSnapshotFile, upTo mark: RowSnapshotMark,
        didCheck: (Int) throws -> Void = { _ in }
    ) throws {
        try snapshot.requireSize(of: mark)
        try self.init(
            snapshot, snapshot.frames(upTo: mark.sizeInBytes), didCheck: didCheck)
        guard sha256 == mark.sha256 else { throw SnapshotDamage.otherPrefix }
    }

    var sha256: String { digest.finalize().hexadecimal }
}

/// Reads frames of a file, one at a time in the same memory.
struct RowFrameReader {
    private let file: ReadableFile
    private let decompressor: FrameDecompressor
    private var frame = Buffer(capacity: 0)
    private var content = Buffer(capacity: 0)

    init(_ file: ReadableFile) throws {
        self.file = file
        decompressor = try FrameDecompressor()
    }

    /// - Parameters:
    ///   - entry: a size that ``RowSnapshotFile/isPossible(_:_:)`` has seen.
    ///   - didRead: is given the frame as it is in the file.
    /// - Returns: what is in it, until the next call.
    mutating func content(
        _ entry: SeekTable.Entry, at offset: Int,
        didRead: (UnsafeRawBufferPointer) -> Void = { _ in }
    ) throws -> UnsafeRawBufferPointer {
        Self.make(&frame, hold: entry.sizeInBytes)
        try file.read(into: frame.filled, at: offset)
        didRead(frame.bytes)
        Self.make(&content, hold: entry.contentSizeInBytes)
        let size = try decompressor.decompress(frame.bytes, into: content.filled)
        guard size == entry.contentSizeInBytes else {
            throw ZstdError.tooSmall(expected: entry.contentSizeInBytes)
        }
        return content.bytes
    }

    private static func make(_ buffer: inout Buffer, hold sizeInBytes: Int) {
        if buffer.room.count < sizeInBytes { buffer = Buffer(capacity: sizeInBytes) }
        buffer.count = sizeInBytes
    }
}
