import Crypto
import Foundation
import Zstd

/// Writes a snapshot's file from a database's pages: frames, head, manifest, seek table.
final class SnapshotWriter {
    private let file: PartialFile
    private let pageSizeInBytes: Int
    private let headSizeInBytes: Int
    private let compressor: StreamCompressor
    private let body: Body
    private var pages = PageDigest()
    private var size: Int

    /// What lies behind the head.
    private final class Body {
        var end: Int
        var frames: [SeekTable.Entry] = []
        var digest = SHA256()

        init(end: Int) {
            self.end = end
        }
    }

    init(_ file: PartialFile, pageSizeInBytes: Int, workers: Int) throws {
        let headSize = SnapshotLayout.headSizeInBytes(pageSizeInBytes: pageSizeInBytes)
        let body = Body(end: headSize)
        self.file = file
        self.pageSizeInBytes = pageSizeInBytes
        self.body = body
        headSizeInBytes = headSize
        size = pageSizeInBytes
        compressor = try StreamCompressor(
            frameSize: SnapshotLayout.frameContentSizeInBytes, workers: workers
        ) { frame, contentSize in
            try file.write(frame, at: body.end)
            body.digest.update(bufferPointer: frame)
            body.end += frame.count
            body.frames.append(.init(sizeInBytes: frame.count, contentSizeInBytes: contentSize))
        }
    }

    /// Takes pages 2 to the last, in order and in pieces of any size.
    func take(_ bytes: UnsafeRawBufferPointer) throws {
        pages.update(bytes)
        try compressor.write(bytes)
        size += bytes.count
    }

    /// Ends the file; it is durable then.
    ///
    /// - Parameter describe: fills in the manifest what the pages don't tell.
    func finish(
        firstPage: [UInt8], _ describe: (inout SnapshotManifest) -> Void
    ) throws -> SnapshotManifest {
        try compressor.finish()
        let (head, firstFrame) = try head(firstPage)
        try head.withUnsafeBytes { try file.write($0, at: 0) }
        var manifest = SnapshotManifest(
            sqliteVersion: "", createdAt: "", database: "", pageSize: pageSizeInBytes,
            pageCount: size / pageSizeInBytes, headSHA256: head.withUnsafeBytes(PageDigest.sha256),
            framesSHA256: body.digest.finalize().hexadecimal,
            firstPageSHA256: firstPage.withUnsafeBytes(PageDigest.sha256),
            otherPagesSHA256: pages.otherPagesSHA256, purpose: .manual, history: [])
        describe(&manifest)
        let manifestFrame = try manifest.frame()
        var table = SeekTable()
        table.append(sizeInBytes: firstFrame, contentSizeInBytes: pageSizeInBytes)
        table.append(sizeInBytes: headSizeInBytes - firstFrame, contentSizeInBytes: 0)
        for frame in body.frames { table.append(frame) }
        table.append(sizeInBytes: manifestFrame.count, contentSizeInBytes: 0)
        try (manifestFrame + table.frame).withUnsafeBytes { try file.write($0, at: body.end) }
        try file.publish()
        return manifest
    }

    /// Page 1 as a frame, then padding.
    private func head(_ firstPage: [UInt8]) throws -> (bytes: [UInt8], frameSize: Int) {
        let frame = Buffer(capacity: FrameCompressor.bound(pageSizeInBytes))
        frame.count = try firstPage.withUnsafeBytes {
            try FrameCompressor().compress($0, into: frame.room)
        }
        let rest = headSizeInBytes - frame.count - SkippableFrame.headerSizeInBytes
        let padding = SkippableFrame.padding.bytes([UInt8](repeating: 0, count: rest))
        return (Array(frame.bytes) + padding, frame.count)
    }
}
