/// An index that was dropped for the time of a batch, with all that makes it again. Kept in the checkpoint.
struct DeferredIndex: Sendable, Hashable, Codable {
    /// A row that a statistics table had of it.
    struct Statistic: Sendable, Hashable, Codable {
        /// Such as `sqlite_stat1`.
        let table: String
        let values: [StoredValue]
    }

    let name: String
    let table: String
    /// As `sqlite_master` had it, to the letter.
    let sql: String
    let statistics: [Statistic]
    /// Rows of its table when it was dropped, about.
    let rowCount: Int
    /// By which its columns are compared; nil in a checkpoint that an earlier version wrote.
    let collations: [String]?

    /// What the text of every index that is not unique begins with in `sqlite_master`, whatever its author
    /// wrote (<https://sqlite.org/schematab.html>, section 4).
    static let statementPrefix = "CREATE INDEX "

    /// Makes it, also where a temporary table has its table's name.
    var creation: String {
        "CREATE INDEX main." + sql.dropFirst(Self.statementPrefix.count)
    }

    /// SQLite's own collations (<https://sqlite.org/datatype3.html>, section 7), which any thread may call; an
    /// app's may be made for one at a time. One that an app put in the place of these is taken for SQLite's,
    /// which doesn't tell.
    private static let builtInCollations = Set(
        ["BINARY", "NOCASE", "RTRIM"].map(FoldedName.init))

    /// Several threads may compare what is in it.
    var isSortableOnThreads: Bool {
        collations?.allSatisfy { Self.builtInCollations.contains(FoldedName($0)) } ?? false
    }
}
