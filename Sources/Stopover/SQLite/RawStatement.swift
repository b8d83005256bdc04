import CSQLite
import GRDB

/// A prepared statement of GRDB's cache, stepped through C: no row objects, values by bytes.
///
/// The cache makes each statement once a run and forgets it when the schema changes.
struct RawStatement {
    let handle: OpaquePointer
    /// Keeps the handle from being finalized.
    private let owner: Statement

    init(_ db: Database, _ sql: String) throws {
        owner = try db.cachedStatement(sql: sql)
        handle = owner.sqliteStatement
        sqlite3_reset(handle)
        sqlite3_clear_bindings(handle)
    }

    /// Binds a value; text and blobs are copied.
    ///
    /// - Throws: where no memory is left for the copy, which would be NULL in its place.
    func bind(_ value: StoredValue, at parameter: Int32) throws {
        try check(bound(value, at: parameter))
    }

    private func bound(_ value: StoredValue, at parameter: Int32) -> Int32 {
        // SQLITE_TRANSIENT, which Swift can't import: SQLite copies before the call returns.
        let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        switch value.content {
        case .null: return sqlite3_bind_null(handle, parameter)
        case .integer(let value): return sqlite3_bind_int64(handle, parameter, value)
        case .real(let value): return sqlite3_bind_double(handle, parameter, value)
        case .text(let bytes):
            guard !bytes.isEmpty else {
                // No address would be NULL.
                return sqlite3_bind_text(handle, parameter, "", 0, transient)
            }
            return bytes.withUnsafeBufferPointer { content in
                content.withMemoryRebound(to: CChar.self) {
                    sqlite3_bind_text64(
                        handle, parameter, $0.baseAddress, UInt64($0.count), transient,
                        UInt8(SQLITE_UTF8))
                }
            }
        case .blob(let bytes):
            guard !bytes.isEmpty else { return sqlite3_bind_zeroblob(handle, parameter, 0) }
            return bytes.withUnsafeBytes {
                sqlite3_bind_blob64(
                    handle, parameter, $0.baseAddress, UInt64($0.count), transient)
            }
        }
    }

    /// Binds the named parameter, where the statement has it.
    func bind(_ value: StoredValue, named name: String) throws {
        let parameter = sqlite3_bind_parameter_index(handle, name)
        if parameter > 0 { try bind(value, at: parameter) }
    }

    /// Throws where a bind was refused, such as for a text longer than SQLite takes.
    func check(_ code: Int32) throws {
        guard code == SQLITE_OK else { throw failure }
    }

    /// True on a row, false at the end.
    func step() throws -> Bool {
        let code = sqlite3_step(handle)
        switch code {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default: throw failure
        }
    }

    /// Steps to the end and resets.
    func run() throws {
        defer { reset() }
        while try step() {}
    }

    /// The first row's columns, or nil; then resets.
    func firstRow() throws -> [StoredValue]? {
        defer { reset() }
        let row = try step() ? self.row : nil
        try stop()
        return row
    }

    /// All rows; then resets.
    func rows() throws -> [[StoredValue]] {
        defer { reset() }
        var rows: [[StoredValue]] = []
        while try step() { rows.append(row) }
        return rows
    }

    /// The columns of the row that the statement stands on.
    private var row: [StoredValue] {
        (0..<sqlite3_column_count(handle)).map(value(at:))
    }

    func reset() {
        sqlite3_reset(handle)
    }

    /// Resets it before its last row.
    ///
    /// - Throws: where no memory was left for a column that was read.
    func stop() throws {
        try check(sqlite3_reset(handle))
    }

    /// A copy of the column of the row that the statement stands on.
    func value(at column: Int32) -> StoredValue {
        var buffer = ValueBuffer()
        buffer.append(column: column, of: handle)
        return buffer.value(at: 0)
    }

    /// What the step or the bind just before failed with. Without the SQL and the arguments.
    var failure: DatabaseError {
        let connection = sqlite3_db_handle(handle)
        return Connection.failure(sqlite3_extended_errcode(connection), connection)
    }
}
