/// What lies in a row snapshot's file behind the checkpoint's mark.
enum RowSnapshotTail: Hashable {
    case nothing
    /// The frame of a chunk that was not committed, whole or torn, or a part of the end: what a crash
    /// leaves.
    case leftover
    /// The end of a finished file.
    case end
    /// More than any crash leaves: somebody else has gone on with the file.
    case others

    init(of snapshot: RowSnapshotFile, behind mark: Int) throws {
        let size = snapshot.file.sizeInBytes
        if try RowSnapshotFile.hasTable(snapshot.file) {
            let end = try? RowSnapshotFile.End(
                snapshot.file, headSizeInBytes: snapshot.headSizeInBytes)
            self = end?.offset == mark ? .end : .others
        } else if size == mark {
            self = .nothing
        } else if let frame = try snapshot.frame(at: mark, limit: size) {
            self = mark + frame.sizeInBytes == size ? .leftover : .others
        } else {
            self = try Self.isPartOfEnd(snapshot.file, from: mark) ? .leftover : .others
        }
    }

    /// No whole frame of a chunk begins there: it is a torn one, whatever it holds, or the manifest, and
    /// behind it no more than a torn seek table.
    private static func isPartOfEnd(_ file: ReadableFile, from mark: Int) throws -> Bool {
        let headerSize = SkippableFrame.headerSizeInBytes
        guard file.sizeInBytes - mark >= headerSize else { return true }
        let header = try file.bytes(mark..<mark + headerSize)
        guard UInt32(littleEndian: header.prefix(4)) == SkippableFrame.rowManifest.rawValue else {
            return true
        }
        let end = mark + headerSize + Int(UInt32(littleEndian: header.suffix(4)))
        guard end + headerSize <= file.sizeInBytes else { return true }
        let next = try file.bytes(end..<end + 4)
        return UInt32(littleEndian: next) == SkippableFrame.seekTable.rawValue
    }
}
