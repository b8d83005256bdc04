/// How far a row snapshot goes: what the checkpoint knows of it.
struct RowSnapshotMark: Sendable, Hashable {
    /// The file's name.
    let name: String
    /// Bytes of the file that are committed.
    let sizeInBytes: Int
    /// SHA-256 of those bytes, in hexadecimal.
    let sha256: String
}
