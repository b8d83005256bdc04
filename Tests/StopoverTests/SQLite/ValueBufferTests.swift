import GRDB
import Testing

@testable import Stopover

struct ValueBufferTests {
    private static let values = StoredValueTests.values.map(\.0)

    /// A buffer of values as SQLite returns them.
    private func buffer(_ db: Database, _ values: [StoredValue]) throws -> ValueBuffer {
        var buffer = ValueBuffer()
        for value in values {
            let statement = try RawStatement(db, "SELECT ?")
            try statement.bind(value, at: 1)
            _ = try statement.step()
            buffer.append(column: 0, of: statement.handle)
            statement.reset()
        }
        return buffer
    }

    @Test func keepsEveryStorageClassSideBySide() throws {
        let buffer = try DatabaseQueue().read { try self.buffer($0, Self.values) }
        #expect(buffer.cells.count == Self.values.count)
        #expect(Self.values.indices.map(buffer.value(at:)) == Self.values)
    }

    @Test func bindsEveryStorageClassFromWhereItStands() throws {
        let read = try DatabaseQueue().read { db in
            let buffer = try buffer(db, Self.values)
            return try buffer.withBytes { base in
                try Self.values.indices.map { index in
                    let statement = try RawStatement(db, "SELECT ?")
                    try statement.check(
                        buffer.bind(index, at: base, to: 1, of: statement.handle))
                    return try statement.firstRow() ?? []
                }
            }
        }
        #expect(read == Self.values.map { [$0] })
    }

    @Test(arguments: [StoredValue(.text([])), StoredValue(.blob([]))])
    func anEmptyValueAloneIsNotNull(_ value: StoredValue) throws {
        let read = try DatabaseQueue().read { db in
            let buffer = try buffer(db, [value])
            return try buffer.withBytes { base in
                let statement = try RawStatement(db, "SELECT ?, typeof(?1)")
                try statement.check(buffer.bind(0, at: base, to: 1, of: statement.handle))
                return try statement.firstRow()
            }
        }
        #expect(read?[0] == value)
    }

    @Test func truncatedItForgetsTheLastValues() throws {
        var buffer = try DatabaseQueue().read { try self.buffer($0, Self.values) }
        buffer.truncate(toCellCount: 12, byteCount: 0)
        buffer.append(7 as Int64)
        #expect(buffer.value(at: 11) == Self.values[11])
        #expect(buffer.value(at: 12) == StoredValue(.integer(7)))
        #expect(buffer.cells.count == 13)
    }

    @Test func emptiedItCanBeFilledAgain() throws {
        let again = try DatabaseQueue().read { db in
            var buffer = try self.buffer(db, Self.values)
            buffer.removeAll()
            #expect(buffer.cells.isEmpty && buffer.bytes.isEmpty)
            let statement = try RawStatement(db, "SELECT 'again'")
            _ = try statement.step()
            buffer.append(column: 0, of: statement.handle)
            return buffer.value(at: 0)
        }
        #expect(again == StoredValue(.text(Array("again".utf8))))
    }

    @Test func cellsAreComparedByClassAndBytes() {
        var buffer = ValueBuffer()
        buffer.appendNull()
        for number in [-1, 0, 1] as [Int64] { buffer.append(number) }
        for number in [-0.5, 0.0, 1.0] { buffer.append(number) }
        for text in ["", "A", "a", "aa"] {
            Array(text.utf8).withUnsafeBufferPointer { buffer.append(.text, $0) }
        }
        for blob in [[], [0], [0, 0], [97]] as [[UInt8]] {
            blob.withUnsafeBufferPointer { buffer.append(.blob, $0) }
        }
        var copy = ValueBuffer()
        for index in buffer.cells.indices { copy.append(buffer, at: index) }
        for one in buffer.cells.indices {
            for other in copy.cells.indices {
                #expect(buffer.isSame(at: one, as: copy, at: other) == (one == other))
                #expect(buffer.order(at: one, copy, at: other).signum() == (one - other).signum())
            }
        }
    }

    @Test func twoZerosAreNotTheSame() {
        var buffer = ValueBuffer()
        buffer.append(0.0)
        buffer.append(-0.0)
        #expect(!buffer.isSame(at: 0, as: buffer, at: 1))
    }
}
