import GRDB
import Testing

@testable import Stopover

struct RowFeedTests {
    private static let keys: [[StoredValue.Content]] = [
        [.integer(-3)], [.integer(0)], [.integer(7)], [.real(7.5)], [.integer(8)],
        [.text(Array("A".utf8))], [.text(Array("a".utf8))], [.text([])], [.text([0, 0xFF])],
        [.blob([])], [.blob([0x61])],
    ]

    private func buffer(_ values: [StoredValue.Content]) -> ValueBuffer {
        var buffer = ValueBuffer()
        for value in values {
            switch value {
            case .null: buffer.appendNull()
            case .integer(let value): buffer.append(value)
            case .real(let value): buffer.append(value)
            case .text(let bytes): bytes.withUnsafeBufferPointer { buffer.append(.text, $0) }
            case .blob(let bytes): bytes.withUnsafeBufferPointer { buffer.append(.blob, $0) }
            }
        }
        return buffer
    }

    /// The outputs that the functions hand out for the keys, one query a key.
    private func outputs(
        _ keys: [[StoredValue.Content]], asked: [[StoredValue.Content]], width: Int = 1
    ) throws -> [String] {
        try DatabaseQueue().write { db in
            let feed = try RowFeed(db)
            defer { feed.remove() }
            let values = keys.indices.flatMap { row in
                (0..<width).map { StoredValue.Content.integer(Int64(row * 10 + $0)) }
            }
            return try feed.lend(
                keys: buffer(keys.flatMap(\.self)), outputs: buffer(values), rowCount: keys.count
            ) {
                try asked.map { key in
                    let list = key.map { StoredValue($0).literal }.joined(separator: ", ")
                    let isReady = try Bool.fetchOne(
                        db, sql: "SELECT \(RowFeed.readyFunction)(\(list))")
                    guard isReady == true else { return "none" }
                    return try (0..<width).map { column in
                        try String.fetchOne(
                            db, sql: "SELECT \(RowFeed.valueFunction)(\(column), \(list))")
                            ?? "NULL"
                    }.joined(separator: " ")
                }
            }
        }
    }

    @Test func everyKeyHasItsOutputsInOrder() throws {
        #expect(
            try outputs(Self.keys, asked: Self.keys, width: 2)
                == Self.keys.indices.map { "\($0 * 10) \($0 * 10 + 1)" })
    }

    @Test func orderIsAHintOnly() throws {
        var random = SeededGenerator(seed: 3)
        for _ in 0..<20 {
            let order = Self.keys.indices.shuffled(using: &random)
            #expect(
                try outputs(Self.keys, asked: order.map { Self.keys[$0] })
                    == order.map { String($0 * 10) })
        }
    }

    @Test func rowsThatAreNotThereAreToldFromThose() throws {
        let missing: [[StoredValue.Content]] = [
            [.integer(-9)], [.integer(1)], [.real(7)], [.real(0)], [.integer(9)], [.null],
            [.text(Array("b".utf8))], [.text([0x61, 0])], [.blob([0])], [.blob(Array("A".utf8))],
        ]
        #expect(
            try outputs(Self.keys, asked: missing) == missing.map { _ in "none" })
        let mixed = zip(Self.keys, missing).flatMap { [$0, $1] }
        let expected = missing.indices.flatMap { [String($0 * 10), "none"] }
        #expect(try outputs(Self.keys, asked: mixed) == expected)
        #expect(try outputs([], asked: missing) == missing.map { _ in "none" })
    }

    /// Integers between two rows are not looked for: up and down, before the first and behind the last.
    @Test(arguments: [false, true])
    func gapsBetweenIntegersAreNoRows(_ isDescending: Bool) throws {
        let all = (0...40).map { Int64($0) }
        let ordered = isDescending ? all.reversed() : all
        let there = ordered.filter { $0 % 7 == 3 }
        for order in [ordered, ordered.reversed()] {
            #expect(
                try outputs(there.map { [.integer($0)] }, asked: order.map { [.integer($0)] })
                    == order.map { key in
                        there.firstIndex(of: key).map { String($0 * 10) } ?? "none"
                    })
        }
    }

    @Test func keysOfSeveralColumnsAreComparedWhole() throws {
        let keys: [[StoredValue.Content]] = [
            [.text(Array("a".utf8)), .integer(1)], [.text(Array("a".utf8)), .integer(2)],
            [.text(Array("b".utf8)), .integer(1)],
        ]
        let asked = keys + [[.text(Array("b".utf8)), .integer(2)], keys[0]]
        #expect(try outputs(keys, asked: asked) == ["0", "10", "20", "none", "0"])
    }

    @Test func everyStorageClassIsHandedOutAsItIs() throws {
        let values: [StoredValue.Content] = [
            .null, .integer(.min), .real(-0.0), .real(.infinity), .text([]),
            .text([0x61, 0, 0xFF]),
            .blob([]), .blob([0, 1]),
        ]
        let stored = try DatabaseQueue().write { db in
            try db.execute(sql: "CREATE TABLE t (id INTEGER PRIMARY KEY, v)")
            try db.execute(
                sql:
                    "INSERT INTO t (id) VALUES \(values.indices.map { "(\($0))" }.joined(separator: ","))"
            )
            let feed = try RowFeed(db)
            defer { feed.remove() }
            try feed.lend(
                keys: buffer(values.indices.map { .integer(Int64($0)) }), outputs: buffer(values),
                rowCount: values.count
            ) {
                try db.execute(sql: "UPDATE t SET v = \(RowFeed.valueFunction)(0, id)")
            }
            let statement = try RawStatement(db, "SELECT v FROM t ORDER BY id")
            defer { statement.reset() }
            var stored: [StoredValue.Content] = []
            while try statement.step() { stored.append(statement.value(at: 0).content) }
            return stored
        }
        #expect(stored == values)
    }

    @Test func aRowWithoutAValueFailsTheStatement() throws {
        try DatabaseQueue().write { db in
            let feed = try RowFeed(db)
            defer { feed.remove() }
            let error = #expect(throws: DatabaseError.self) {
                try feed.lend(
                    keys: buffer([.integer(1)]), outputs: buffer([.integer(1)]), rowCount: 1
                ) {
                    _ = try Int.fetchOne(db, sql: "SELECT \(RowFeed.valueFunction)(0, 2)")
                }
            }
            #expect(error?.message == "a row has no value ready")
        }
    }

    @Test func nothingIsLeftOnTheConnection() throws {
        try DatabaseQueue().write { db in
            let feed = try RowFeed(db)
            feed.remove()
            for name in [RowFeed.valueFunction, RowFeed.readyFunction] {
                #expect(throws: DatabaseError.self) {
                    try db.execute(sql: "SELECT \(name)(0, 1)")
                }
            }
        }
    }
}
