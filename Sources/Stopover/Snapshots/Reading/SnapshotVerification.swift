import Crypto
import Zstd

/// Checks every byte of a snapshot.
///
/// The head, with its padding, and the frames by SHA-256 of the file; their contents by the frames' own
/// checksums and by SHA-256 of the pages; the manifest by its own SHA-256; the seek table, and the
/// frames' headers, by being what the manifest and the frames make them.
struct SnapshotVerification {
    let snapshot: SnapshotFile
    let firstPage: [UInt8]

    /// - Parameters:
    ///   - didCheck: is given how many bytes of the database were checked more.
    init(
        _ snapshot: SnapshotFile, workers: Int, didCheck: (Int) throws -> Void = { _ in }
    ) throws {
        self.snapshot = snapshot
        let manifest = snapshot.manifest
        let head = try snapshot.head()
        guard head.bytes.withUnsafeBytes(PageDigest.sha256) == manifest.headSHA256 else {
            throw SnapshotDamage("its head does not match its SHA-256")
        }
        guard head.firstPage.withUnsafeBytes(PageDigest.sha256) == manifest.firstPageSHA256 else {
            throw SnapshotDamage("its first page does not match its SHA-256")
        }
        // SQLite would read pages of that size.
        guard PageOne.pageSizeInBytes(head.firstPage) == snapshot.layout.pageSizeInBytes else {
            throw SnapshotDamage("its first page names another page size")
        }
        firstPage = head.firstPage
        try didCheck(firstPage.count)
        try Self.checkFrames(snapshot, workers, didCheck)
    }

    private static func checkFrames(
        _ snapshot: SnapshotFile, _ workers: Int, _ didCheck: (Int) throws -> Void
    ) throws {
        var file = SHA256()
        var pages = PageDigest()
        let contents = try snapshot.contents(workers: workers) { file.update(bufferPointer: $0) }
        while let content = try contents.next() {
            pages.update(content)
            try didCheck(content.count)
        }
        guard file.finalize().hexadecimal == snapshot.manifest.framesSHA256 else {
            throw SnapshotDamage("its frames do not match their SHA-256")
        }
        guard pages.otherPagesSHA256 == snapshot.manifest.otherPagesSHA256 else {
            throw SnapshotDamage("its pages do not match their SHA-256")
        }
    }
}
