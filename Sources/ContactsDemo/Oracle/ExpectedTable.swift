/// A table as it must be: its columns and, in order of key, its rows, made when they are asked for.
struct ExpectedTable: Sendable {
    let name: String
    let columns: [String]
    /// The key is the first so many columns.
    let keyColumnCount: Int
    /// How many ids the rows come from.
    let idCount: Int
    /// The rows, in order of key, that come from an id from 1 to ``idCount``; those of a lower id come
    /// first.
    let rows: @Sendable (Int) -> [[Value]]

    init(
        _ name: String, columns: [String], keyColumnCount: Int = 1, idCount: Int,
        rows: @escaping @Sendable (Int) -> [[Value]]
    ) {
        self.name = name
        self.columns = columns
        self.keyColumnCount = keyColumnCount
        self.idCount = idCount
        self.rows = rows
    }
}
