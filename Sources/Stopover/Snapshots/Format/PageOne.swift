/// Fields of a database's first page (<https://sqlite.org/fileformat2.html#the_database_header>).
enum PageOne {
    /// Write and read version: 1 of a rollback journal, 2 of a write-ahead log.
    private static let journalMode = 18..<20
    /// What a copy changes: the change counter, the schema cookie, and which change and which SQLite
    /// wrote the version number.
    private static let copied = [24..<28, 40..<44, 92..<100]

    /// The page size that the database has by it.
    static func pageSizeInBytes(_ page: [UInt8]) -> Int {
        let size = Int(page[16]) << 8 | Int(page[17])
        return size == 1 ? 1 << 16 : size
    }

    static func setJournalMode(isInWAL: Bool, in page: inout [UInt8]) {
        for index in journalMode { page[index] = isInWAL ? 2 : 1 }
    }

    /// The page without what differs between a database and its copy.
    static func comparable(_ page: [UInt8]) -> [UInt8] {
        var page = page
        for index in ([journalMode] + copied).joined() { page[index] = 0 }
        return page
    }
}
