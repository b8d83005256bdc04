import CSQLite

extension StoredValue {
    /// A copy of a value that SQLite hands to a function or a hook; NULL where it hands none.
    init(copying value: OpaquePointer?) {
        // The pointer before the length: asking for it may convert.
        func bytes(_ start: UnsafeRawPointer?) -> [UInt8] {
            Array(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_value_bytes(value))))
        }
        switch value.map(sqlite3_value_type) {
        case SQLITE_INTEGER: self.init(.integer(sqlite3_value_int64(value)))
        case SQLITE_FLOAT: self.init(.real(sqlite3_value_double(value)))
        case SQLITE_TEXT: self.init(.text(bytes(sqlite3_value_text(value))))
        case SQLITE_BLOB: self.init(.blob(bytes(sqlite3_value_blob(value))))
        default: self = .null
        }
    }
}
