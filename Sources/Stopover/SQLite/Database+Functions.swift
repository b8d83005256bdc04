import CSQLite
import GRDB

/// A function of SQL, as a connection knows it (<https://sqlite.org/pragma.html#pragma_function_list>).
struct SQLFunction: Sendable, Hashable {
    let name: FoldedName
    let argumentCount: Int
    let isBuiltIn: Bool
    /// Made of its arguments alone; those of date and time, of `now` as well.
    let isDeterministic: Bool

    /// Gives the same for the same arguments, whenever and on whichever connection it is called.
    var isSteady: Bool { isDeterministic && !Self.ofTime.contains(name) }

    /// <https://sqlite.org/deterministic.html>, section 3.
    private static let ofTime = Set(
        ["date", "time", "datetime", "julianday", "unixepoch", "strftime", "timediff"]
            .map(FoldedName.init))
}

extension Database {
    /// The functions that have one of these names; not aggregates, nor window functions.
    func sqlFunctions(named names: Set<FoldedName>) throws -> Set<SQLFunction> {
        let sql = "SELECT name, narg, builtin, flags FROM pragma_function_list WHERE type = 's'"
        return Set(
            try Row.fetchAll(self, sql: sql).map { row in
                SQLFunction(
                    name: FoldedName(row[0]), argumentCount: row[1], isBuiltIn: row[2],
                    isDeterministic: row[3] & Int(SQLITE_DETERMINISTIC) != 0)
            }.filter { names.contains($0.name) })
    }
}
