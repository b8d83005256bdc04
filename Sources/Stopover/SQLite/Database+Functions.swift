import CSQLite
import GRDB

/// A function of SQL, as a connection knows it (<https://sqlite.org/pragma.html#pragma_function_list>).
struct SQLFunction: Sendable, Hashable {
    let name: String
    let argumentCount: Int
    let isBuiltIn: Bool
    /// Made of its arguments alone; those of date and time, of `now` as well.
    let isDeterministic: Bool

    /// Gives the same for the same whenever it is called.
    var isSteady: Bool { isDeterministic && !Self.ofTime.contains(name) }

    /// <https://sqlite.org/deterministic.html>, section 3.
    private static let ofTime: Set = [
        "date", "time", "datetime", "julianday", "unixepoch", "strftime", "timediff",
    ]
}

extension Database {
    /// The functions that have one of these names, in small letters.
    func sqlFunctions(named names: Set<String>) throws -> Set<SQLFunction> {
        let rows = try Row.fetchAll(
            self,
            sql:
                "SELECT lower(name), narg, builtin, flags FROM pragma_function_list WHERE type = 's'"
        )
        return Set(
            rows.map { row in
                SQLFunction(
                    name: row[0], argumentCount: row[1], isBuiltIn: row[2],
                    isDeterministic: row[3] & Int(SQLITE_DETERMINISTIC) != 0)
            }.filter { names.contains($0.name) })
    }
}
