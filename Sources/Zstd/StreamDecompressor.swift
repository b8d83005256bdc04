/// Decompresses frames one after the other, some ahead of the caller on worker threads.
package final class StreamDecompressor {
    /// A frame that is to come: its own size and that of its content.
    package struct Frame: Hashable, Sendable {
        package let sizeInBytes: Int
        package let contentSizeInBytes: Int

        package init(sizeInBytes: Int, contentSizeInBytes: Int) {
            self.sizeInBytes = sizeInBytes
            self.contentSizeInBytes = contentSizeInBytes
        }
    }

    /// Fills the room with the next frame's bytes.
    package typealias Input = (UnsafeMutableRawBufferPointer) throws -> Void

    private let workers: OrderedWorkers<DecompressionLane>
    private var frames: ArraySlice<Frame>
    private let input: Input

    /// - Parameters:
    ///   - frames: in their order. Their sizes are what memory is taken for: the caller has checked
    ///     that they stay within `largest`.
    ///   - input: called for each frame, in order and ahead of `next`.
    package init(
        _ frames: ArraySlice<Frame>, largest: Frame, workers: Int, input: @escaping Input
    ) throws(ZstdError) {
        var lanes: [DecompressionLane] = []
        // One more for what the caller looks at meanwhile.
        for _ in 0...max(1, workers) {
            lanes.append(try DecompressionLane(largest))
        }
        self.workers = OrderedWorkers(lanes)
        self.frames = frames
        self.input = input
    }

    /// The content of the next frame, which stays until the next call; nil behind the last.
    ///
    /// - Throws: ``ZstdError`` where the frame is damaged or its content is of another size.
    package func next() throws -> UnsafeRawBufferPointer? {
        while let frame = frames.first, let lane = workers.idle {
            lane.frame.count = frame.sizeInBytes
            lane.contentSize = frame.contentSizeInBytes
            try input(lane.frame.filled)
            frames.removeFirst()
            workers.start()
        }
        guard let lane = workers.oldest() else { return nil }
        if let error = lane.error { throw error }
        return lane.content.bytes
    }
}

/// The caller fills `frame`, the worker `content`.
///
/// Unchecked, because its buffers are shared memory: ``OrderedWorkers`` hands it over by a semaphore, so
/// that caller and worker never have it at once.
private final class DecompressionLane: WorkLane, @unchecked Sendable {
    let frame: Buffer
    let content: Buffer
    var contentSize = 0
    private(set) var error: ZstdError?
    private let decompressor: FrameDecompressor

    init(_ largest: StreamDecompressor.Frame) throws(ZstdError) {
        decompressor = try FrameDecompressor()
        frame = Buffer(capacity: largest.sizeInBytes)
        content = Buffer(capacity: largest.contentSizeInBytes)
    }

    func work() {
        do throws(ZstdError) {
            content.count = contentSize
            let size = try decompressor.decompress(frame.bytes, into: content.filled)
            guard size == contentSize else { throw .tooSmall(expected: contentSize) }
        } catch {
            self.error = error
        }
    }
}
