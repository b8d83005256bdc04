/// Cuts a stream into pieces of one size and compresses each into a frame, on worker threads; the
/// frames come out in the stream's order.
package final class StreamCompressor {
    /// Takes a frame and the size of its content.
    package typealias Output = (_ frame: UnsafeRawBufferPointer, _ contentSize: Int) throws -> Void

    private static let spareLaneCount = 3

    private let workers: OrderedWorkers<CompressionLane>
    private let output: Output
    private var lane: CompressionLane?

    /// - Parameters:
    ///   - frameSize: bytes of content of every frame but the last, which may have less.
    ///   - workers: threads that compress; at least one. Each takes about 4 MiB for frames of 1 MiB.
    package init(
        level: Int = 1, frameSize: Int, workers: Int, output: @escaping Output
    ) throws(ZstdError) {
        var lanes: [CompressionLane] = []
        // More than work at once: one to be filled, and some so that no thread waits for it.
        for _ in 0..<(max(1, workers) + Self.spareLaneCount) {
            lanes.append(try CompressionLane(level: level, frameSize: frameSize))
        }
        self.workers = OrderedWorkers(lanes)
        self.output = output
    }

    package func write(_ bytes: UnsafeRawBufferPointer) throws {
        var bytes = bytes
        while !bytes.isEmpty {
            let lane = try self.lane ?? idleLane()
            lane.content.fill(from: &bytes)
            self.lane = lane
            if lane.content.rest.isEmpty { startLane() }
        }
    }

    /// Compresses what is left, and hands out every frame.
    package func finish() throws {
        if lane != nil { startLane() }
        while try handOut() {}
    }

    private func startLane() {
        workers.start()
        lane = nil
    }

    private func idleLane() throws -> CompressionLane {
        while true {
            if let lane = workers.idle {
                lane.content.count = 0
                return lane
            }
            _ = try handOut()
        }
    }

    private func handOut() throws -> Bool {
        guard let lane = workers.oldest() else { return false }
        if let error = lane.error { throw error }
        try output(lane.frame.bytes, lane.content.count)
        return true
    }
}

/// The caller fills `content`, the worker `frame`.
///
/// Unchecked, because its buffers are shared memory: ``OrderedWorkers`` hands it over by a semaphore, so
/// that caller and worker never have it at once.
private final class CompressionLane: WorkLane, @unchecked Sendable {
    let content: Buffer
    let frame: Buffer
    private(set) var error: ZstdError?
    private let compressor: FrameCompressor

    init(level: Int, frameSize: Int) throws(ZstdError) {
        content = Buffer(capacity: frameSize)
        frame = Buffer(capacity: FrameCompressor.bound(frameSize))
        compressor = try FrameCompressor(level: level)
    }

    func work() {
        do throws(ZstdError) {
            frame.count = try compressor.compress(content.bytes, into: frame.room)
        } catch {
            self.error = error
        }
    }
}
