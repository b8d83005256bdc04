import GRDB
import Testing

@testable import Stopover

struct AffinityTests {
    private static let types = [
        "", "INTEGER", "INT", "BIGINT UNSIGNED", "POINT", "TEXT", "VARCHAR(20)", "CLOB", "NCHAR",
        "BLOB",
        "REAL", "DOUBLE PRECISION", "FLOAT", "NUMERIC", "DECIMAL(10,5)", "BOOLEAN", "DATE",
        "STRING", "ANY",
    ]

    private static let values: [StoredValue.Content] = [
        .null, .integer(0), .integer(-7), .integer(.max), .real(0), .real(-0.0), .real(1),
        .real(1.5),
        .real(.nan), .real(.infinity), .real(1e300), .real(9_007_199_254_740_992), .text([]),
        .text(Array("1".utf8)), .text(Array(" 1.5e3 ".utf8)), .text(Array("word".utf8)),
        .text([0x31, 0]),
        .text([0xFF]), .blob([]), .blob([0x31]),
    ]

    @Test(arguments: [
        ("", Affinity.blob), ("INTEGER", .integer), ("BIGINT UNSIGNED", .integer),
        ("FLOATING POINT", .integer),
        ("varchar(20)", .text), ("CLOB", .text), ("BLOB", .blob), ("double", .real),
        ("FLOAT", .real),
        ("DECIMAL", .numeric), ("STRING", .numeric), ("ANY", .numeric),
    ])
    func itIsThatOfTheDeclaredType(_ type: String, _ affinity: Affinity) {
        #expect(Affinity(type: type) == affinity)
    }

    /// What is said to be kept is stored as it is, in SQLite's own hands.
    @Test(arguments: types, [false, true])
    func whatIsKeptIsStoredAsItIs(_ type: String, _ isStrict: Bool) throws {
        let strict = ["INT", "INTEGER", "REAL", "TEXT", "BLOB", "ANY"]
        guard !isStrict || strict.contains(type) else { return }
        try DatabaseQueue().write { db in
            try db.execute(
                sql:
                    "CREATE TABLE t (v \(type)) \(isStrict ? "STRICT" : ""); INSERT INTO t VALUES (NULL)"
            )
            for content in Self.values {
                let (stored, cell) = try store(content, db)
                guard Affinity(type: type).keeps(cell), let stored else { continue }
                #expect(stored == content, "\(type): \(content)")
            }
        }
    }

    /// What becomes of a value in the table; nil where it is refused.
    private func store(
        _ content: StoredValue.Content, _ db: Database
    ) throws -> (StoredValue.Content?, ValueBuffer.Cell) {
        var output = ValueBuffer()
        switch content {
        case .null: output.appendNull()
        case .integer(let value): output.append(value)
        case .real(let value): output.append(value)
        case .text(let bytes): bytes.withUnsafeBufferPointer { output.append(.text, $0) }
        case .blob(let bytes): bytes.withUnsafeBufferPointer { output.append(.blob, $0) }
        }
        var key = ValueBuffer()
        key.append(Int64(1))
        let feed = try RowFeed(db)
        defer { feed.remove() }
        do {
            try feed.lend(keys: key, outputs: output, rowCount: 1) {
                try db.execute(sql: "UPDATE t SET v = \(RowFeed.valueFunction)(0, rowid)")
            }
        } catch is DatabaseError {
            return (nil, output.cells[0])
        }
        let stored = try RawStatement(db, "SELECT v FROM t").firstRow()?.first?.content
        return (stored, output.cells[0])
    }
}
