import Foundation

/// The database that a backup is written to: it keeps no page but the first, and hands on the others.
///
/// SQLite writes pages 2 to k, page 1, and the rest: page 1 is changed to the end, and the others
/// leave its cache as it fills. None is read back.
final class PageSink: VirtualFile {
    private let pageSizeInBytes: Int
    private let take: (UnsafeRawBufferPointer) throws -> Void
    /// Known at the end.
    private(set) var firstPage: [UInt8]?
    /// Where the next page belongs.
    private var end: Int

    /// - Parameter take: is given pages 2 to the last, in their order.
    init(pageSizeInBytes: Int, take: @escaping (UnsafeRawBufferPointer) throws -> Void) {
        self.pageSizeInBytes = pageSizeInBytes
        self.take = take
        end = pageSizeInBytes
    }

    /// SQLite did not write as it always did.
    struct OutOfOrder: Error, Hashable {
        let offset: Int
        let expected: Int
    }

    let isImmutable = false

    /// Empty until the first write, so that SQLite takes it for a new database.
    var sizeInBytes: Int { end == pageSizeInBytes && firstPage == nil ? 0 : end }

    var pageCount: Int { end / pageSizeInBytes }

    func read(into room: UnsafeMutableRawBufferPointer, at offset: Int) throws {
        guard let firstPage, offset + room.count <= firstPage.count else {
            throw OutOfOrder(offset: offset, expected: end)
        }
        room.copyBytes(from: firstPage[offset..<offset + room.count])
    }

    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws {
        guard bytes.count == pageSizeInBytes, firstPage == nil || offset > 0 else {
            throw OutOfOrder(offset: offset, expected: end)
        }
        if offset == 0 {
            firstPage = Array(bytes)
            return
        }
        if end == SnapshotLayout.lockByteOffset, offset == end + pageSizeInBytes {
            try [UInt8](repeating: 0, count: pageSizeInBytes).withUnsafeBytes(take)
            end += pageSizeInBytes
        }
        guard offset == end else { throw OutOfOrder(offset: offset, expected: end) }
        try take(bytes)
        end += pageSizeInBytes
    }
}
