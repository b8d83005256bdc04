import Foundation
import Testing

@testable import Stopover

struct ChunkFrameTests {
    private static func encoded(_ changes: ChunkChanges) throws -> [UInt8] {
        var encoder = ChunkFrameEncoder()
        return try encoder.content(changes)
    }

    private static func decoded(_ bytes: [UInt8]) throws -> ChunkChanges {
        try bytes.withUnsafeBytes { try ChunkFrame.decode($0) }
    }

    private static func update(_ values: [(old: StoredValue, new: StoredValue)]) -> ChunkChanges {
        var group = RowChanges(table: "t", kind: .updated, keyColumns: ["id"], columns: ["v"])
        for (row, value) in values.enumerated() {
            group.append(
                key: { $0.append(Int64(row)) }, old: { $0.append(value.old) },
                new: { $0.append(value.new) })
        }
        return ChunkChanges(groups: [group])
    }

    @Test func whatIsWrittenIsRead() throws {
        var random = RandomChanges(seed: 11)
        print("whatIsWrittenIsRead: seed 11")
        for _ in 0..<400 {
            let changes = random.changes()
            let bytes = try Self.encoded(changes)
            let back = try Self.decoded(bytes)
            try #require(ComparableChanges(back) == ComparableChanges(changes))
            #expect(back.rowCount == changes.rowCount)
        }
    }

    @Test func everyPairOfValuesIsKeptExactly() throws {
        let values: [StoredValue] =
            [.null] + [.min, -1, 0, 1, .max].map { .init(.integer($0)) }
            + [0, -0.0, 1, .infinity, -.infinity, .pi].map { .init(.real($0)) }
            + ["", "0", "a", "7a", "a\u{0}b", String(repeating: "x9", count: 40)].flatMap {
                [StoredValue(.text(Array($0.utf8))), StoredValue(.blob(Array($0.utf8)))]
            } + [.init(.text([0xFF, 0xC3, 0x30])), .init(.blob([0xFF, 0xC3, 0x30]))]
        let changes = Self.update(values.flatMap { old in values.map { (old, $0) } })
        #expect(
            try ComparableChanges(Self.decoded(Self.encoded(changes))) == ComparableChanges(changes)
        )
    }

    @Test func moreShapesAndEditsThanThereAreTokensAreKept() throws {
        let letters = (0..<700).map {
            String($0, radix: 26).map { String($0) }.joined(separator: "x")
        }
        let changes = Self.update(
            letters.map { text in
                (
                    .init(.text(Array("prefix \(text) suffix".utf8))),
                    .init(.text(Array("prefix \(text.uppercased())! suffix".utf8)))
                )
            } + letters.map { (.init(.text(Array($0.utf8))), .null) })
        #expect(
            try ComparableChanges(Self.decoded(Self.encoded(changes))) == ComparableChanges(changes)
        )
    }

    @Test func theSameChangesMakeTheSameBytesWhateverWentBefore() throws {
        var random = RandomChanges(seed: 12)
        var encoder = ChunkFrameEncoder()
        for _ in 0..<50 {
            let changes = random.changes()
            #expect(try encoder.content(changes) == Self.encoded(changes))
        }
    }

    @Test func valuesWrittenAndChangedAlikeCostAByteEachAndTheirDigits() throws {
        let rows = 1_000
        let changes = Self.update(
            (0..<rows).map { row in
                let digits = String(1_000_000 + row * 7919 % 9_000_000)
                let old = "(030) \(digits.prefix(4))-\(digits.suffix(3))"
                return (
                    .init(.text(Array(old.utf8))), .init(.text(Array("+4930\(digits)".utf8)))
                )
            })
        // Key: token and difference. Old: token and ten digits. New: token.
        #expect(try Self.encoded(changes).count < rows * (2 + 1 + 5 + 1) + 100)
    }

    @Test func headsTellTheRowsOfEachGroup() throws {
        var random = RandomChanges(seed: 13)
        for _ in 0..<100 {
            let changes = random.changes()
            let heads = try Self.encoded(changes).withUnsafeBytes { try ChunkFrame.heads($0) }
            #expect(heads.groups.map(\.table) == changes.groups.map(\.table))
            #expect(heads.groups.map(\.kind) == changes.groups.map(\.kind))
            #expect(heads.groups.map(\.rowCount) == changes.groups.map(\.rowCount))
            #expect(heads.fullTextIndexes == changes.fullTextIndexes.sorted())
        }
    }

    // MARK: Hostile content

    @Test func aPartOfAChunkIsRefused() throws {
        var random = RandomChanges(seed: 14)
        let bytes = try Self.encoded(ChunkChanges(groups: [random.group(rows: 12)]))
        for length in 0..<bytes.count {
            #expect(throws: SnapshotDamage.self) { try Self.decoded(Array(bytes[..<length])) }
        }
        #expect(throws: SnapshotDamage.chunk("it is too long")) { try Self.decoded(bytes + [0]) }
    }

    @Test func anyFlippedBitIsReadOrRefusedAndNeverTrapsOrGrows() throws {
        print("anyFlippedBitIsReadOrRefused: seed 15")
        var random = RandomChanges(seed: 15)
        for _ in 0..<8 {
            var bytes = try Self.encoded(random.changes(rows: 8))
            for bit in 0..<bytes.count * 8 {
                bytes[bit / 8] ^= 1 << (bit % 8)
                do {
                    let changes = try Self.decoded(bytes)
                    #expect(ChunkRoom.sizeInBytes(changes) <= ChunkRoom.limitInBytes)
                } catch {
                    #expect(error is SnapshotDamage)
                }
                bytes[bit / 8] ^= 1 << (bit % 8)
            }
        }
    }

    @Test func noLengthIsBelieved() throws {
        let huge: [UInt8] = [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F]
        let overlong: [UInt8] = [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01]
        let group: [UInt8] = [1, 1, 1, 0x74, 1, 1, 0x6B]
        for (bytes, reason) in [
            ([], "it is cut off"),
            (huge, "it is cut off"),
            ([1, 4], "rows were changed in an unknown way"),
            ([1, 1] + huge, "a length is beyond its end"),
            ([1, 1, 1, 0xFF], "a name is not UTF-8"),
            (overlong, "a length is beyond its end"),
            ([UInt8](repeating: 0xFF, count: 11), "a number is too large"),
            ([1, 1, 1, 0x74, 0, 0, 5], "it has too many rows"),
            (group + [0] + huge, "it has too many rows"),
            (group + [0, 1, 2], "it is cut off"),
            (group + [0, 0] + huge, "a length is beyond its end"),
        ] as [([UInt8], String)] {
            #expect(throws: SnapshotDamage.chunk(reason)) { try Self.decoded(bytes) }
        }
    }

    @Test func tokensWithoutWhatTheyStandForAreRefused() throws {
        /// A group of one row with a key, whose column has these tokens and parts.
        func chunk(_ tokens: [UInt8], _ parts: [[UInt8]]) -> [UInt8] {
            let column = tokens + parts.flatMap { [UInt8($0.count)] + $0 }
            return [1, 3, 1, 0x74, 1, 1, 0x6B, 0, UInt8(tokens.count)] + column + [0]
        }
        for (tokens, parts, reason) in [
            ([6], [[], [], []], "there is no old value"),
            ([8], [[], [], []], "a pattern is missing"),
            ([9], [[], [], []], "a pattern is missing"),
            ([255], [[], [], []], "a pattern is missing"),
            ([7], [[1], [0], []], "there is no old value"),
            ([1], [[], [], []], "it is cut off"),
            ([2], [[], [1, 2], []], "a length is beyond its end"),
            ([3], [[9], [1, 2], []], "a length is beyond its end"),
            ([5], [[1], [0x30], []], "digits are missing"),
            ([5], [[1], [0x30], [0xFA]], "a digit is none"),
            ([5], [[1], [0x31], []], "a shape has a digit"),
            ([0], [[0], [], []], "a column is too long"),
            ([0], [[], [0], []], "a column is too long"),
            ([0], [[], [], [0]], "a column is too long"),
        ] as [([UInt8], [[UInt8]], String)] {
            #expect(throws: SnapshotDamage.chunk(reason)) {
                try Self.decoded(chunk(tokens, parts))
            }
        }
        #expect(try Self.decoded(chunk([5], [[1], [0x30], [0xF7]])).rowCount == 1)
    }

    @Test func editsOfWhatIsNotThereAreRefused() throws {
        /// A row with the old value 'ab' and a new one.
        func chunk(new: [UInt8]) -> [UInt8] {
            let key: [UInt8] = [0, 0, 0, 0]
            let old: [UInt8] = [3, 1, 2, 2, 0x61, 0x62, 0]
            return [1, 1, 1, 0x74, 1, 1, 0x6B, 1, 1, 0x76, 1] + key + old + new + [0]
        }
        func chunk(_ edit: [UInt8]) -> [UInt8] {
            chunk(new: [7, 1, UInt8(edit.count), UInt8(edit.count)] + edit + [0])
        }
        let good = try Self.decoded(chunk([0b1000_0000, 0x21, 0b0000_0001]))
        #expect(good.groups[0].new(0, ofRow: 0) == .init(.text(Array("ab!".utf8))))
        for (edit, reason) in [
            ([0b0000_0010], "an edit is too long"), ([0b0100_0010], "an edit is too long"),
            ([0b0100_0001, 0], "an edit is too long"), ([0b1000_0001, 1], "an edit is cut off"),
            ([0b1100_0000], "an edit has an unknown order"),
        ] as [([UInt8], String)] {
            #expect(throws: SnapshotDamage.chunk(reason)) { try Self.decoded(chunk(edit)) }
        }
        // As the value before it was changed, where none was.
        #expect(throws: SnapshotDamage.chunk("a pattern is missing")) {
            try Self.decoded(chunk(new: [8, 0, 0, 0]))
        }
    }

    @Test func aSmallChunkThatAsksForMuchMemoryIsRefused() throws {
        // 72 MiB of NULLs in a key: each would take 16 bytes of memory.
        let count = 72 << 20
        let rows: [UInt8] = [0x80, 0x80, 0x80, 0x24]
        let bytes = [1, 3, 1, 0x74, 1, 1, 0x6B, 0] + rows + [UInt8](repeating: 0, count: count + 4)
        #expect(
            throws: SnapshotDamage.chunk("it has more than 1073741824 bytes of values")
        ) { try Self.decoded(bytes) }
    }
}
