internal import CZstd

/// Why bytes could not be compressed or decompressed.
package enum ZstdError: Error, Hashable, Sendable {
    /// libzstd refused, for the reason that it gives, such as `Restored data doesn't match checksum`.
    case refused(reason: String)
    /// The frame has more content than it may have.
    case tooLarge(limit: Int)
    /// The frame has less content than it should.
    case tooSmall(expected: Int)
    /// The frame goes on behind the bytes that are there.
    case truncated
    /// Bytes follow the frame.
    case trailingBytes
    /// No memory for a context.
    case outOfMemory

    package var reason: String {
        switch self {
        case .refused(let reason): reason
        case .tooLarge(let limit): "a frame has more than \(limit) bytes of content"
        case .tooSmall(let expected): "a frame has less than \(expected) bytes of content"
        case .truncated: "a frame is cut off"
        case .trailingBytes: "a frame is shorter than its place"
        case .outOfMemory: "there is no memory for zstd"
        }
    }

    /// Passes a result on, or throws what it stands for.
    static func check(_ result: Int) throws(ZstdError) -> Int {
        guard ZSTD_isError(result) == 0 else {
            throw .refused(reason: String(cString: ZSTD_getErrorName(result)))
        }
        return result
    }
}
