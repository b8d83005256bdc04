internal import CZstd

/// Decompresses frames, hostile ones too: neither the memory that a frame asks for nor what comes out
/// of it goes beyond its bounds. Used by one thread at a time.
package final class FrameDecompressor {
    /// 128 MiB: what the `zstd` command takes unless told otherwise.
    package static let windowLogLimit = 27

    private let context: OpaquePointer

    /// - Parameter windowLogLimit: a frame that needs a larger window is refused, as a power of two.
    package init(windowLogLimit: Int = windowLogLimit) throws(ZstdError) {
        guard let context = ZSTD_createDCtx() else { throw .outOfMemory }
        self.context = context
        _ = try ZstdError.check(
            ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, Int32(windowLogLimit)))
    }

    deinit {
        ZSTD_freeDCtx(context)
    }

    /// Decompresses the one frame that fills `frame`.
    ///
    /// - Parameter content: takes what comes out; a frame with more is refused.
    /// - Returns: how many bytes came out.
    package func decompress(
        _ frame: UnsafeRawBufferPointer, into content: UnsafeMutableRawBufferPointer
    ) throws(ZstdError) -> Int {
        _ = try ZstdError.check(ZSTD_DCtx_reset(context, ZSTD_reset_session_only))
        var input = ZSTD_inBuffer(src: frame.baseAddress, size: frame.count, pos: 0)
        var output = ZSTD_outBuffer(dst: content.baseAddress, size: content.count, pos: 0)
        while true {
            let before = (input.pos, output.pos)
            // 0 at the end of the frame, checksum and all; else a hint at what is missing.
            let missing = try ZstdError.check(ZSTD_decompressStream(context, &output, &input))
            if missing == 0 { break }
            guard before == (input.pos, output.pos) else { continue }
            throw input.pos == input.size && !hasMore()
                ? .truncated : .tooLarge(limit: content.count)
        }
        guard input.pos == input.size else { throw .trailingBytes }
        return output.pos
    }

    /// Whether content that there was no room for waits to come out.
    private func hasMore() -> Bool {
        withUnsafeTemporaryAllocation(byteCount: 1, alignment: 1) { byte in
            var input = ZSTD_inBuffer()
            var output = ZSTD_outBuffer(dst: byte.baseAddress, size: byte.count, pos: 0)
            _ = ZSTD_decompressStream(context, &output, &input)
            return output.pos > 0
        }
    }
}
