import CSQLite
import GRDB

/// Every value of every table, the history's too, in few bytes: equal ones mean equal content.
///
/// FNV-1a of 64 bits over each value's class, length and bytes, table by table
/// (<https://datatracker.ietf.org/doc/draft-eastlake-fnv/>).
struct Fingerprint: Equatable {
    private(set) var rowCount = 0
    private var hash: UInt64 = 0xCBF2_9CE4_8422_2325

    init(of path: String) throws {
        var configuration = Configuration()
        configuration.readonly = true
        let database = try DatabaseQueue(path: path, configuration: configuration)
        defer { try? database.close() }
        self = try database.read { try Fingerprint($0) }
    }

    private init(_ db: Database) throws {
        let tables = try Row.fetchAll(
            db,
            sql: """
                SELECT name, sql FROM sqlite_master WHERE type = 'table'
                    AND substr(name, 1, 7) <> 'sqlite_' ORDER BY name
                """)
        for table in tables {
            let name: String = table["name"]
            for text in [name, table["sql"]] { add(UInt8(0), Array(text.utf8)) }
            try addRows(db.makeStatement(sql: "SELECT * FROM \(name.quotedDatabaseIdentifier)"))
        }
    }

    private mutating func addRows(_ statement: Statement) throws {
        let handle = statement.sqliteStatement
        let columns = sqlite3_column_count(handle)
        while true {
            let code = sqlite3_step(handle)
            guard code == SQLITE_ROW else {
                guard code == SQLITE_DONE else {
                    throw DatabaseError(resultCode: ResultCode(rawValue: code))
                }
                return
            }
            rowCount += 1
            for column in 0..<columns {
                let type = sqlite3_column_type(handle, column)
                // A number's text tells it exactly enough: an integer's digits, a real's fifteen.
                let bytes = UnsafeRawBufferPointer(
                    start: sqlite3_column_blob(handle, column),
                    count: Int(sqlite3_column_bytes(handle, column)))
                add(UInt8(truncatingIfNeeded: type), bytes)
            }
        }
    }

    private mutating func add(_ type: UInt8, _ bytes: some Collection<UInt8>) {
        add(type)
        add(UInt8(truncatingIfNeeded: bytes.count))
        for byte in bytes { add(byte) }
    }

    private mutating func add(_ byte: UInt8) {
        hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
    }
}
