/// How far a row snapshot goes: what the checkpoint knows of it.
struct RowSnapshotMark: Sendable, Hashable {
    /// Of the file.
    let name: String
    let sizeInBytes: Int
    /// Of the file's first `sizeInBytes` bytes, in hexadecimal.
    let sha256: String
}
