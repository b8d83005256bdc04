import GRDB

extension Database {
    /// One of the tables whose name a temporary table or view of this connection has, too: SQLite takes that one
    /// for it (<https://sqlite.org/lang_naming.html>).
    func hidden(of tables: some Collection<String>) throws -> String? {
        let names = try String.fetchSet(
            self, sql: "SELECT name FROM temp.sqlite_master WHERE type IN ('table', 'view')")
        let temporary = Set(names.map(FoldedName.init))
        return tables.filter { temporary.contains(FoldedName($0)) }.min()
    }
}
