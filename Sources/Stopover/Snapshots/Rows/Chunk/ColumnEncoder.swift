/// Turns a column's values into tokens and what follows them (``ColumnToken``). Its storage is used
/// again for the next column.
struct ColumnEncoder {
    private var tokens: [UInt8] = []
    private var numbers = ByteWriter()
    private var bytes = ByteWriter()
    private var digits = DigitWriter()
    private var patterns = PatternTable()
    /// Where shapes and edits are made.
    private let room = FixedRoom<UInt8>(count: Pattern.roomSizeInBytes)
    private let start: UnsafeMutablePointer<UInt8>
    /// The integer before.
    private var previous: Int64 = 0
    /// Of the column of old values encoded last, row by row; a new shape's is the one that it got.
    private var oldTokens: [UInt8] = []
    /// By the old value's token, that of the new one; 0 before there is one.
    private let lastTokens: UnsafeMutablePointer<UInt8>
    private let lastRoom = FixedRoom<UInt8>(count: tokenCount)
    private static let tokenCount = 256

    init() {
        (start, lastTokens) = (room.start, lastRoom.start)
    }

    private mutating func begin() {
        tokens.removeAll(keepingCapacity: true)
        numbers.removeAll()
        bytes.removeAll()
        digits.removeAll()
        patterns.removeAll()
        previous = 0
    }

    private mutating func finish(into output: inout ByteWriter) {
        output.append(contentsOf: tokens)
        for part in [numbers.bytes, bytes.bytes, digits.packed()] {
            output.append(count: part.count)
            output.append(contentsOf: part)
        }
    }

    /// Values that stand alone: keys, and old ones.
    mutating func encode(_ column: CellColumn, rowCount: Int, into output: inout ByteWriter) {
        begin()
        oldTokens.removeAll(keepingCapacity: true)
        for row in 0..<rowCount {
            oldTokens.append(appendValue(column.cell(row), of: column))
        }
        finish(into: &output)
    }

    /// Values that took the place of those encoded last.
    mutating func encode(
        _ column: CellColumn, replacing old: CellColumn, rowCount: Int,
        into output: inout ByteWriter
    ) {
        begin()
        lastTokens.update(repeating: 0, count: Self.tokenCount)
        let oldTokens = oldTokens
        oldTokens.withUnsafeBufferPointer { oldTokens in
            for row in 0..<rowCount {
                append(column.cell(row), of: column, old.cell(row), of: old, oldTokens[row])
            }
        }
        finish(into: &output)
    }

    private mutating func append(
        _ cell: ValueBuffer.Cell, of column: CellColumn, _ oldCell: ValueBuffer.Cell,
        of old: CellColumn, _ oldToken: UInt8
    ) {
        guard !old.isSame(oldCell, as: cell, of: column) else {
            tokens.append(ColumnToken.unchanged)
            return
        }
        let last = lastTokens + Int(oldToken)
        if isSameEdit(last.pointee, cell, of: column, oldCell, of: old) {
            tokens.append(ColumnToken.again)
            return
        }
        let token = appendChange(cell, of: column, oldCell, of: old)
        guard token >= ColumnToken.firstPattern else { return }
        if last.pointee == token { tokens[tokens.count - 1] = ColumnToken.again }
        last.pointee = token
    }

    /// What is written alike is mostly changed alike: tried first, it spares the search.
    private func isSameEdit(
        _ token: UInt8, _ cell: ValueBuffer.Cell, of column: CellColumn,
        _ oldCell: ValueBuffer.Cell, of old: CellColumn
    ) -> Bool {
        guard token >= ColumnToken.firstPattern, cell.storage == oldCell.storage,
            cell.storage == .text || cell.storage == .blob, let orders = patterns.edit(token)
        else { return false }
        return TextEdit.gives(column.content(cell), of: old.content(oldCell), by: orders)
    }

    /// - Returns: the token; of what has got one just now, that one.
    private mutating func appendChange(
        _ cell: ValueBuffer.Cell, of column: CellColumn, _ oldCell: ValueBuffer.Cell,
        of old: CellColumn
    ) -> UInt8 {
        if cell.storage == oldCell.storage {
            switch cell.storage {
            case .integer: previous = Int64(bitPattern: oldCell.bits)
            case .text, .blob:
                if let token = appendEdit(old.content(oldCell), column.content(cell)) {
                    return token
                }
            case .null, .real: break
            }
        }
        return appendValue(cell, of: column)
    }

    private mutating func appendValue(_ cell: ValueBuffer.Cell, of column: CellColumn) -> UInt8 {
        switch cell.storage {
        case .null: return append(ColumnToken.null)
        case .integer:
            let value = Int64(bitPattern: cell.bits)
            numbers.append(varint: UInt64(zigzag: value &- previous))
            previous = value
            return append(ColumnToken.integer)
        case .real:
            bytes.append(littleEndian: cell.bits)
            return append(ColumnToken.real)
        case .text where cell.count <= ColumnToken.patternLengthLimit:
            return appendShape(column.content(cell))
        case .text, .blob:
            numbers.append(count: cell.count)
            bytes.append(contentsOf: column.content(cell))
            return append(cell.storage == .text ? ColumnToken.text : ColumnToken.blob)
        }
    }

    private mutating func append(_ token: UInt8) -> UInt8 {
        tokens.append(token)
        return token
    }

    private mutating func appendShape(_ text: UnsafeBufferPointer<UInt8>) -> UInt8 {
        digits.take(from: text, shape: start)
        return append(Pattern(.shape, start, count: text.count))
    }

    private mutating func appendEdit(
        _ old: UnsafeBufferPointer<UInt8>, _ new: UnsafeBufferPointer<UInt8>
    ) -> UInt8? {
        let limit = ColumnToken.patternLengthLimit
        guard old.count <= limit, new.count <= limit,
            let count = TextEdit.find(old, new, into: start)
        else { return nil }
        return append(Pattern(.edit, start, count: count))
    }

    private mutating func append(_ pattern: Pattern) -> UInt8 {
        let place = patterns.place(pattern)
        if case .found(let token) = place { return append(token) }
        numbers.append(count: pattern.count)
        bytes.append(contentsOf: pattern.bytes)
        let written = append(
            pattern.kind == .shape ? ColumnToken.newShape : ColumnToken.newEdit)
        if case .added(let token) = place { return token }
        return written
    }
}
