/// A database file that is no file: what SQLite reads of it and writes to it is Swift's to say.
protocol VirtualFile: AnyObject {
    var sizeInBytes: Int { get throws }

    /// Fills `room` with the bytes from `offset` on; nothing behind the end is asked for.
    func read(into room: UnsafeMutableRawBufferPointer, at offset: Int) throws

    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws

    /// Nobody changes it while it is open: SQLite takes no lock, and looks for no journal.
    var isImmutable: Bool { get }
}
