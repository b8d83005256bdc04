import Zstd

/// A snapshot as the database that a backup copies from: decompressed as it is read, in order, so that
/// it needs no room on a disk.
final class SnapshotPages: VirtualFile {
    private let snapshot: SnapshotFile
    private var firstPage: [UInt8]
    private var contents: StreamDecompressor?
    /// The frame that `content` is of; -1 before the first.
    private var frame = -1
    private var content: UnsafeRawBufferPointer?
    /// How far ahead of SQLite frames are decompressed.
    private static let workers = 1

    /// - Parameter isInWAL: whether the database that it goes into keeps a write-ahead log: the first
    ///   page says so of the database that it came from.
    init(_ verified: SnapshotVerification, isInWAL: Bool) {
        snapshot = verified.snapshot
        firstPage = verified.firstPage
        PageOne.setJournalMode(isInWAL: isInWAL, in: &firstPage)
    }

    let isImmutable = true

    var sizeInBytes: Int { snapshot.layout.databaseSizeInBytes }

    func read(into room: UnsafeMutableRawBufferPointer, at offset: Int) throws {
        if offset < firstPage.count {
            room.copyBytes(from: firstPage[offset..<min(firstPage.count, offset + room.count)])
            return
        }
        let place = snapshot.layout.place(of: offset)
        let content = try content(ofFrame: place.frame)
        room.copyMemory(
            from: UnsafeRawBufferPointer(
                rebasing: content[place.offset..<place.offset + room.count]))
    }

    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws {
        throw SnapshotDamage("it was written to")
    }

    private func content(ofFrame wanted: Int) throws -> UnsafeRawBufferPointer {
        if frame == wanted, let content { return content }
        if contents == nil || wanted != frame + 1 {
            contents = try snapshot.contents(from: wanted, workers: Self.workers)
        }
        guard let next = try contents?.next() else { throw SnapshotDamage.layout }
        (frame, content) = (wanted, next)
        return next
    }
}
