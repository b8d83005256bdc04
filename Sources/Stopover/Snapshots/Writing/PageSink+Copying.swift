import GRDB

extension PageSink {
    /// Bytes that are copied between two looks at the clock.
    private static let stepSizeInBytes = 1 << 20

    /// Copies a database, as the open transaction sees it.
    ///
    /// - Parameters:
    ///   - take: is given pages 2 to the last.
    ///   - didCopy: is given how many bytes are copied by now.
    /// - Returns: page 1.
    static func copy(
        _ db: Database, pageSize: Int, to take: @escaping (UnsafeRawBufferPointer) throws -> Void,
        didCopy: (Int) throws -> Void
    ) throws -> [UInt8] {
        let sink = PageSink(pageSizeInBytes: pageSize, take: take)
        let virtual = try VirtualFileSystem.open(sink)
        do {
            // Nothing is ever taken back, and nobody else is there.
            try virtual.connection.execute(
                "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE"
            )
            let copy = try PageCopy(from: db.handle, to: virtual.connection.handle)
            defer { copy.end() }
            while try !copy.step(pages: max(1, stepSizeInBytes / pageSize)) {
                try didCopy((copy.pageCount - copy.remainingCount) * pageSize)
            }
        } catch {
            throw virtual.cause(of: error)
        }
        guard let firstPage = sink.firstPage else {
            throw OutOfOrder(offset: 0, expected: sink.sizeInBytes)
        }
        try didCopy(sink.sizeInBytes)
        return firstPage
    }
}
