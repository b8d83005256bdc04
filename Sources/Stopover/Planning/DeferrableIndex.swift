/// An index that a batch writes and can do without.
struct DeferrableIndex: Sendable, Hashable {
    let name: String
    let columnCount: Int

    /// What building it from so many rows takes of the sorter's files, and again of the WAL.
    func sizeInBytes(rows: Int) -> Int {
        rows * (Self.rowSizeInBytes + columnCount * Self.valueSizeInBytes)
    }

    /// A record's head and its rowid.
    private static let rowSizeInBytes = 16
    /// Names, phone numbers and e-mails are shorter.
    private static let valueSizeInBytes = 32
}
