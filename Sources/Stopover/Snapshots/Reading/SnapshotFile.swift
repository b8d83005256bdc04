import Foundation
import Zstd

/// A snapshot's file, opened: its end, seek table and manifest are read and agree with each other.
///
/// What the frames hold is not looked at yet; no length in the file is believed beyond its bound.
struct SnapshotFile: Sendable {
    let file: ReadableFile
    let manifest: SnapshotManifest
    let layout: SnapshotLayout
    /// All frames but the seek table's own, in the file's order.
    let table: SeekTable

    init(path: String) throws {
        file = try ReadableFile(path: path)
        table = try SeekTable(endOf: file)
        let frames = table.entries
        guard frames.count >= 3, let manifestSize = frames.last?.sizeInBytes else {
            throw SnapshotDamage.layout
        }
        let manifestRange = table.range(of: frames.count - 1)
        guard manifestSize <= SnapshotManifest.sizeLimitInBytes else { throw SnapshotDamage.layout }
        manifest = try SnapshotManifest(frame: file.bytes(manifestRange)[...])
        guard
            let layout = SnapshotLayout(
                pageSizeInBytes: manifest.pageSize, pageCount: manifest.pageCount)
        else { throw SnapshotDamage("its manifest names an impossible size") }
        self.layout = layout
        try checkLayout()
    }

    /// The seek table is what the manifest's sizes make it, but for the sizes of compressed frames,
    /// which are bounded.
    private func checkLayout() throws {
        let entries = table.entries
        // First, as no memory is taken for more frames than there are.
        guard entries.count == layout.frameCount + 3 else { throw SnapshotDamage.layout }
        let (page, padding, manifest) = (entries[0], entries[1], entries[entries.count - 1])
        let frameLimit = FrameCompressor.bound(SnapshotLayout.frameContentSizeInBytes)
        guard page.contentSizeInBytes == layout.pageSizeInBytes,
            page.sizeInBytes <= FrameCompressor.bound(layout.pageSizeInBytes),
            page.sizeInBytes + padding.sizeInBytes == layout.headSizeInBytes,
            padding.contentSizeInBytes == 0, manifest.contentSizeInBytes == 0,
            pageFrames.enumerated().allSatisfy({ index, frame in
                frame.contentSizeInBytes == layout.contentSizeInBytes(ofFrame: index)
                    && frame.sizeInBytes <= frameLimit
            })
        else { throw SnapshotDamage.layout }
    }

    // MARK: Frames

    /// The head's bytes and the page in it.
    func head() throws -> (bytes: [UInt8], firstPage: [UInt8]) {
        let bytes = try file.bytes(0..<layout.headSizeInBytes)
        var page = [UInt8](repeating: 0, count: layout.pageSizeInBytes)
        let count = try bytes.withUnsafeBytes { bytes in
            try page.withUnsafeMutableBytes { page in
                try FrameDecompressor().decompress(
                    UnsafeRawBufferPointer(rebasing: bytes[..<table.entries[0].sizeInBytes]),
                    into: page)
            }
        }
        guard count == page.count else { throw SnapshotDamage.layout }
        return (bytes, page)
    }

    /// The frames of pages 2 to the last.
    private var pageFrames: ArraySlice<SeekTable.Entry> { table.entries[2...].dropLast() }

    /// The contents of the frames from one on, in order.
    ///
    /// - Parameters:
    ///   - workers: threads that decompress ahead.
    ///   - didRead: is given each frame as it is in the file, in order.
    func contents(
        from first: Int = 0, workers: Int,
        didRead: @escaping (UnsafeRawBufferPointer) -> Void = { _ in }
    ) throws -> StreamDecompressor {
        let frames = pageFrames.dropFirst(first)
        var offset = table.entries[..<frames.startIndex].reduce(0) { $0 + $1.sizeInBytes }
        let contentSize = SnapshotLayout.frameContentSizeInBytes
        return try StreamDecompressor(
            frames.map {
                .init(sizeInBytes: $0.sizeInBytes, contentSizeInBytes: $0.contentSizeInBytes)
            }[...],
            largest: .init(
                sizeInBytes: FrameCompressor.bound(contentSize), contentSizeInBytes: contentSize),
            workers: workers
        ) { [file] room in
            try file.read(into: room, at: offset)
            offset += room.count
            didRead(UnsafeRawBufferPointer(room))
        }
    }
}
