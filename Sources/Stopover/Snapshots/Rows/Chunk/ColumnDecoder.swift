/// Makes a column's values of their tokens again (``ColumnToken``). Nothing that it reads is believed.
struct ColumnDecoder {
    private let tokens: ByteReader.Bytes
    private var numbers: ByteReader
    private var bytes: ByteReader
    private var digits: DigitReader
    /// The shapes and edits that have a token, in order.
    private var patterns: [Known] = []
    /// The integer before.
    private var previous: Int64 = 0
    /// By the old value's token, that of the new one; `again` before there is one, which is refused.
    private var lastTokens = [UInt8](repeating: ColumnToken.again, count: 256)

    private struct Known {
        let kind: Pattern.Kind
        let bytes: ByteReader.Bytes
    }

    /// The values that the column's took the place of.
    struct Replaced {
        let values: ValueBuffer
        /// Row by row; a new shape's is the one that it got.
        let tokens: [UInt8]
    }

    /// Takes the column from the front of `input`.
    init(_ input: inout ByteReader, rowCount: Int) throws(SnapshotDamage) {
        tokens = try input.bytes(rowCount)
        numbers = ByteReader(try input.bytes(try input.count()))
        bytes = ByteReader(try input.bytes(try input.count()))
        digits = DigitReader(try input.bytes(try input.count()))
    }

    /// Puts the values into their places, for which `values` has cells already.
    ///
    /// - Parameter old: nil of values that stand alone.
    /// - Returns: the tokens, row by row.
    mutating func decode(
        into values: inout ValueBuffer, column: Int, width: Int, replacing old: Replaced? = nil,
        room: inout ChunkRoom
    ) throws(SnapshotDamage) -> [UInt8] {
        var resolved: [UInt8] = []
        resolved.reserveCapacity(tokens.count)
        for (row, token) in tokens.enumerated() {
            let place = row * width + column
            let start = values.bytes.count
            if let old {
                let oldToken = Int(old.tokens[row])
                let written = token == ColumnToken.again ? lastTokens[oldToken] : token
                let got = try put(written, at: place, of: &values, replacing: old.values)
                if got >= ColumnToken.firstPattern { lastTokens[oldToken] = got }
                resolved.append(got)
            } else {
                resolved.append(try put(token, at: place, of: &values, replacing: nil))
            }
            try room.take(values.bytes.count - start)
        }
        guard numbers.isAtEnd, bytes.isAtEnd, digits.isAtEnd else {
            throw .chunk("a column is too long")
        }
        return resolved
    }

    /// - Returns: the token; of a new pattern the one that it got.
    private mutating func put(
        _ token: UInt8, at place: Int, of values: inout ValueBuffer, replacing old: ValueBuffer?
    ) throws(SnapshotDamage) -> UInt8 {
        switch token {
        case ColumnToken.null: values.cells[place] = .init(storage: .null)
        case ColumnToken.integer: try putInteger(at: place, of: &values, replacing: old)
        case ColumnToken.real:
            values.cells[place] = .init(storage: .real, bits: try bytes.littleEndian())
        case ColumnToken.text, ColumnToken.blob:
            let content = try bytes.bytes(try numbers.count())
            try values.set(place, token == ColumnToken.text ? .text : .blob) {
                (bytes) throws(SnapshotDamage) in bytes.append(contentsOf: content)
            }
        case ColumnToken.newShape: return try putNew(.shape, at: place, of: &values, nil)
        case ColumnToken.newEdit: return try putNew(.edit, at: place, of: &values, old)
        case ColumnToken.unchanged:
            guard let old else { throw .chunk("there is no old value") }
            values.set(place, old, at: place)
        case ColumnToken.firstPattern...:
            let index = Int(token - ColumnToken.firstPattern)
            guard index < patterns.count else { throw .chunk("a pattern is missing") }
            try put(patterns[index], at: place, of: &values, old)
        default: throw .chunk("a pattern is missing")
        }
        return token
    }

    private mutating func putInteger(
        at place: Int, of values: inout ValueBuffer, replacing old: ValueBuffer?
    ) throws(SnapshotDamage) {
        if let old, old.cells[place].storage == .integer {
            previous = Int64(bitPattern: old.cells[place].bits)
        }
        previous &+= try numbers.varint().unzigzagged
        values.cells[place] = .init(storage: .integer, bits: UInt64(bitPattern: previous))
    }

    private mutating func putNew(
        _ kind: Pattern.Kind, at place: Int, of values: inout ValueBuffer, _ old: ValueBuffer?
    ) throws(SnapshotDamage) -> UInt8 {
        let pattern = Known(kind: kind, bytes: try bytes.bytes(try numbers.count()))
        try put(pattern, at: place, of: &values, old)
        guard patterns.count < ColumnToken.patternLimit else {
            return kind == .shape ? ColumnToken.newShape : ColumnToken.newEdit
        }
        patterns.append(pattern)
        return ColumnToken.firstPattern + UInt8(patterns.count - 1)
    }

    private mutating func put(
        _ pattern: Known, at place: Int, of values: inout ValueBuffer, _ old: ValueBuffer?
    ) throws(SnapshotDamage) {
        switch pattern.kind {
        case .shape:
            try values.set(place, .text) { (bytes) throws(SnapshotDamage) in
                try TextShape.fill(pattern.bytes, digits: &digits, into: &bytes)
            }
        case .edit:
            guard let cell = old?.cells[place], [.text, .blob].contains(cell.storage), let old
            else { throw .chunk("there is no old value") }
            let range = Int(cell.bits)..<Int(cell.bits) + cell.count
            try values.set(place, cell.storage) { (bytes) throws(SnapshotDamage) in
                try TextEdit.apply(pattern.bytes, to: range, in: old.bytes, into: &bytes)
            }
        }
    }
}

extension ValueBuffer {
    /// Puts a text or blob into a cell that is there.
    fileprivate mutating func set(
        _ index: Int, _ storage: StorageClass,
        _ append: (inout [UInt8]) throws(SnapshotDamage) -> Void
    ) throws(SnapshotDamage) {
        let start = bytes.count
        try append(&bytes)
        cells[index] = Cell(storage: storage, bits: UInt64(start), count: bytes.count - start)
    }

    /// Puts a copy of another buffer's value into a cell that is there.
    fileprivate mutating func set(_ index: Int, _ other: Self, at otherIndex: Int) {
        let cell = other.cells[otherIndex]
        switch cell.storage {
        case .null, .integer, .real: cells[index] = cell
        case .text, .blob:
            let start = bytes.count
            bytes.append(contentsOf: other.bytes[Int(cell.bits)..<Int(cell.bits) + cell.count])
            cells[index] = Cell(storage: cell.storage, bits: UInt64(start), count: cell.count)
        }
    }
}
