@testable import Stopover

/// Changes of any kind, from a seed.
struct RandomChanges {
    var generator: SeededGenerator

    init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
    }

    private mutating func upTo(_ limit: Int) -> Int { Int.random(in: 0...limit, using: &generator) }

    private mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[upTo(elements.count - 1)]
    }

    mutating func changes(rows: Int = 40) -> ChunkChanges {
        var changes = ChunkChanges()
        for _ in 0..<upTo(4) { changes.groups.append(group(rows: upTo(rows))) }
        for _ in 0..<upTo(2) { changes.fullTextIndexes.insert(pick(["fts", "such\u{301}e", ""])) }
        return changes
    }

    mutating func group(rows: Int) -> RowChanges {
        let kind: RowChanges.Kind = pick([.updated, .inserted, .deleted])
        var group = RowChanges(
            table: pick(["t", "großer \"Tisch\"", ""]), kind: kind,
            keyColumns: pick([["id"], ["a", "b"]]), columns: pick([[], ["v"], ["v", "w", "x"]]))
        for _ in 0..<rows {
            let keys = (0..<group.keyColumns.count).map { _ in value() }
            let old = (0..<group.columns.count).map { _ in value() }
            let new = old.map { old in upTo(3) == 0 ? old : upTo(2) == 0 ? value() : edited(old) }
            group.append(
                key: { for value in keys { $0.append(value) } },
                old: { for value in old { $0.append(value) } },
                new: { for value in new { $0.append(value) } })
        }
        return group
    }

    mutating func value() -> StoredValue {
        switch upTo(5) {
        case 0: .null
        case 1: .init(.integer(pick([0, 1, -1, .max, .min, Int64(upTo(1_000))])))
        case 2:
            .init(.real(pick([0, -0.0, 1, .infinity, -.infinity, .leastNonzeroMagnitude, 1e308])))
        case 3: .init(.blob(bytes()))
        default: .init(.text(bytes()))
        }
    }

    private mutating func bytes() -> [UInt8] {
        switch upTo(5) {
        case 0: []
        case 1: (0..<upTo(80)).map { _ in UInt8(upTo(255)) }
        case 2: Array("(0\(upTo(99))) \(upTo(9_999))-\(upTo(999))".utf8)
        case 3: Array("Ünïcode \u{1F992} \(upTo(3))\u{0}".utf8)
        case 4: (0..<upTo(300)).map { _ in pick([0x30, 0x39, 0xFF, 0xC3, 0]) }
        default: Array("anna.\(pick(["Meyer", "Koch"]))@Example.com".utf8)
        }
    }

    /// Not far from what it was.
    private mutating func edited(_ value: StoredValue) -> StoredValue {
        switch value.content {
        case .text(let bytes): .init(.text(edited(bytes)))
        case .blob(let bytes): .init(.blob(edited(bytes)))
        case .integer(let value): .init(.integer(value &+ 1))
        case .null, .real: self.value()
        }
    }

    private mutating func edited(_ bytes: [UInt8]) -> [UInt8] {
        let start = upTo(bytes.count)
        let end = start + upTo(bytes.count - start)
        let middle = (0..<upTo(5)).map { _ in UInt8(upTo(255)) }
        return upTo(3) == 0
            ? Array("+49".utf8) + bytes.filter { TextShape.isDigit($0) }
            : Array(bytes[..<start]) + middle + bytes[end...]
    }
}

/// The same rows, value for value: what tests compare.
struct ComparableChanges: Hashable {
    private let groups: [[[String]]]
    private let fullTextIndexes: Set<String>

    init(_ changes: ChunkChanges) {
        groups = changes.groups.map(Self.lines)
        fullTextIndexes = changes.fullTextIndexes
    }

    private static func lines(_ group: RowChanges) -> [[String]] {
        [[group.table, "\(group.kind)"], group.keyColumns, group.columns]
            + (0..<group.rowCount).map { row in
                group.key(ofRow: row).map(text)
                    + group.columns.indices.flatMap { column in
                        [
                            group.kind == .inserted ? "" : text(group.old(column, ofRow: row)),
                            group.kind == .deleted ? "" : text(group.new(column, ofRow: row)),
                        ]
                    }
            }
    }

    /// Reals by their bits.
    private static func text(_ value: StoredValue) -> String {
        if case .real(let real) = value.content { return "r\(real.bitPattern)" }
        return "\(value.content)"
    }
}

extension ChunkFrameEncoder {
    /// A chunk in one.
    mutating func content(_ changes: ChunkChanges) throws -> [UInt8] {
        var output = ByteWriter()
        begin()
        try add(changes)
        finish(into: &output)
        return output.bytes
    }
}
