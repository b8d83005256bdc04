import CSQLite
import GRDB

extension Database {
    /// Triggers of this connection alone, which the copy of the schema knows nothing of.
    func hasTemporaryTriggers() throws -> Bool {
        try Int.fetchOne(
            self, sql: "SELECT count(*) FROM temp.sqlite_master WHERE type = 'trigger'") != 0
    }

    /// Runs `body` with triggers off, and puts the connection's own setting back
    /// (<https://sqlite.org/c3ref/c_dbconfig_defensive.html>, SQLITE_DBCONFIG_ENABLE_TRIGGER).
    /// Outside a transaction: switching makes the connection's statements be compiled anew.
    func withoutTriggers<Result>(_ body: () throws -> Result) throws -> Result {
        let before = try enableTriggers(-1)
        guard before != 0 else { return try body() }
        _ = try enableTriggers(0)
        defer { _ = try? enableTriggers(before) }
        return try body()
    }

    /// Whether triggers fire on this connection.
    func firesTriggers() throws -> Bool {
        try enableTriggers(-1) != 0
    }

    /// Runs `body` while EXPLAIN QUERY PLAN tells of triggers too, which it passes over by itself
    /// (SQLITE_DBCONFIG_TRIGGER_EQP). For a connection of ours alone: it is off again after.
    func explainingTriggers<Result>(_ body: () throws -> Result) throws -> Result {
        let code = stopover_explain_triggers(sqliteConnection, 1)
        guard code == SQLITE_OK else {
            throw DatabaseError(resultCode: ResultCode(rawValue: code))
        }
        defer { _ = stopover_explain_triggers(sqliteConnection, 0) }
        return try body()
    }

    private func enableTriggers(_ value: Int32) throws -> Int32 {
        try setting(value) { stopover_enable_triggers($0, $1, $2) }
    }
}
