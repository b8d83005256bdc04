import CSQLite
import GRDB

/// An INSERT whose values go to SQLite one by one: with GRDB's arguments, a list of boxes for each
/// row, the million rows would take twice as long.
struct InsertStatement {
    private let statement: Statement
    private var parameter: Int32 = 0

    init(_ db: Database, into table: String, columnCount: Int) throws {
        let parameters = Array(repeating: "?", count: columnCount).joined(separator: ", ")
        statement = try db.makeStatement(sql: "INSERT INTO \(table) VALUES (\(parameters))")
    }

    private var handle: OpaquePointer { statement.sqliteStatement }

    mutating func bind(_ value: Int?) {
        parameter += 1
        guard let value else { return }
        sqlite3_bind_int64(handle, parameter, Int64(value))
    }

    mutating func bind(_ text: String?) {
        parameter += 1
        guard let text else { return }
        sqlite3_bind_text(handle, parameter, text, Int32(text.utf8.count), Self.copied)
    }

    mutating func bind(_ blob: [UInt8]) {
        parameter += 1
        sqlite3_bind_blob(handle, parameter, blob, Int32(blob.count), Self.copied)
    }

    /// Inserts the row; what was not bound is NULL.
    mutating func insert() throws {
        let code = sqlite3_step(handle)
        sqlite3_reset(handle)
        sqlite3_clear_bindings(handle)
        parameter = 0
        guard code == SQLITE_DONE else {
            throw DatabaseError(resultCode: ResultCode(rawValue: code))
        }
    }

    /// SQLITE_TRANSIENT, a cast that Swift doesn't import: SQLite copies before the call returns.
    private static var copied: sqlite3_destructor_type {
        unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    }
}
