/// What there is to know of a database.
public struct DatabaseInfo: Sendable, Hashable {
    public struct Table: Sendable, Hashable {
        public let name: String
        /// Nil unless counted.
        public let rows: Int?
        public let indexes: [String]
    }

    public let path: String
    public let sizeInBytes: Int
    public let pageSizeInBytes: Int
    public let pageCount: Int
    public let journalMode: String
    public let encoding: String
    public let sqliteVersion: String
    /// In order of name, without SQLite's own and without the history's.
    public let tables: [Table]
    public let appliedCount: Int
    public let lastApplied: MigrationVersion?
    /// On the database's volume; nil in memory.
    public let freeDiskInBytes: Int?
}
