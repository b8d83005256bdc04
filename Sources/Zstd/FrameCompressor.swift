internal import CZstd

/// Compresses each piece of content into a frame of its own, which says its content's size and ends
/// with its checksum (RFC 8878, section 3.1.1). Used by one thread at a time.
package final class FrameCompressor {
    private let context: OpaquePointer

    /// - Parameter level: 1, the fastest, to 19.
    package init(level: Int = 1) throws(ZstdError) {
        guard let context = ZSTD_createCCtx() else { throw .outOfMemory }
        self.context = context
        _ = try ZstdError.check(
            ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, Int32(level)))
        _ = try ZstdError.check(ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1))
    }

    deinit {
        ZSTD_freeCCtx(context)
    }

    /// The most bytes that a frame of so much content takes.
    package static func bound(_ contentSizeInBytes: Int) -> Int {
        ZSTD_compressBound(contentSizeInBytes)
    }

    /// - Parameter frame: room for `bound(content.count)` bytes.
    /// - Returns: the frame's size.
    package func compress(
        _ content: UnsafeRawBufferPointer, into frame: UnsafeMutableRawBufferPointer
    ) throws(ZstdError) -> Int {
        try ZstdError.check(
            ZSTD_compress2(
                context, frame.baseAddress, frame.count, content.baseAddress, content.count))
    }
}
