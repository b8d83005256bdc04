extension SeekTable {
    /// Reads the table that a file ends with; its frames and the table itself fill the file.
    init(endOf file: ReadableFile) throws {
        let size = file.sizeInBytes
        guard size > Self.footerSizeInBytes else { throw SnapshotDamage.cut }
        let footer = try file.bytes(size - Self.footerSizeInBytes..<size)
        guard let tableSize = Self.frameSizeInBytes(footer: footer[...]), tableSize <= size
        else { throw SnapshotDamage.cut }
        let frame = try file.bytes(size - tableSize..<size)
        guard let table = Self(frame: frame[...]) else {
            throw SnapshotDamage("its seek table is not one")
        }
        let framesSize = table.entries.reduce(0) { $0 + $1.sizeInBytes }
        guard framesSize + tableSize == size else {
            throw SnapshotDamage("it is longer or shorter than its seek table says")
        }
        self = table
    }

    /// Where the frame of that number lies in the file.
    func range(of frame: Int) -> Range<Int> {
        let start = entries[..<frame].reduce(0) { $0 + $1.sizeInBytes }
        return start..<start + entries[frame].sizeInBytes
    }
}
