/// How a short value becomes another one: a series of orders, from both values' ends to their beginnings.
///
/// The two high bits of an order say what it does, the six low ones to how many bytes, less one:
///
/// | bits | does |
/// |---|---|
/// | 00 | copies bytes of the old value |
/// | 01 | passes bytes of the old value over |
/// | 10 | inserts the bytes that follow the order |
///
/// What no order takes of the old value is left out. From the end, because what is put before a value,
/// such as a number's country, is of another length than what it replaces.
struct TextEdit {
    private enum Order: UInt8 {
        case copy = 0b00
        case pass = 0b01
        case insert = 0b10
    }

    /// The orders, one behind the other.
    private(set) var bytes: [UInt8] = []
    private var passed = 0
    /// Where the bytes to insert begin and end in the new value.
    private var inserted = 0..<0

    init() {
        bytes.reserveCapacity(2 * ColumnToken.patternLengthLimit)
    }

    /// Works out the orders in one pass.
    ///
    /// - Returns: false where they are no shorter than the new value.
    mutating func find(
        _ old: UnsafeBufferPointer<UInt8>, _ new: UnsafeBufferPointer<UInt8>
    ) -> Bool {
        bytes.removeAll(keepingCapacity: true)
        (passed, inserted) = (0, 0..<0)
        let prefix = Self.prefixLength(old, new)
        var (oldEnd, newEnd) = (old.count, new.count)
        while newEnd > prefix {
            let count = Self.suffixLength(
                old, prefix..<oldEnd, new, prefix..<newEnd)
            if count > 0 {
                flush(new)
                append(.copy, count)
                (oldEnd, newEnd) = (oldEnd - count, newEnd - count)
            } else if oldEnd > prefix, !Self.isWord(old[oldEnd - 1]), Self.isWord(new[newEnd - 1]) {
                // Punctuation goes; what stands between it stays.
                (passed, oldEnd) = (passed + 1, oldEnd - 1)
            } else {
                // A letter in the place of another; or punctuation that is put in.
                let isReplaced = oldEnd > prefix && Self.isWord(new[newEnd - 1])
                if isReplaced { (passed, oldEnd) = (passed + 1, oldEnd - 1) }
                inserted = newEnd - 1..<(inserted.isEmpty ? newEnd : inserted.upperBound)
                newEnd -= 1
            }
            if bytes.count >= new.count { return false }
        }
        if prefix > 0 { passed += oldEnd - prefix } else { passed = 0 }
        flush(new)
        if prefix > 0 { append(.copy, prefix) }
        return bytes.count < new.count
    }

    private mutating func flush(_ new: UnsafeBufferPointer<UInt8>) {
        if passed > 0 { append(.pass, passed) }
        if !inserted.isEmpty {
            append(.insert, inserted.count)
            bytes.append(contentsOf: new[inserted])
        }
        (passed, inserted) = (0, 0..<0)
    }

    private mutating func append(_ order: Order, _ count: Int) {
        bytes.append(order.rawValue << 6 | UInt8(count - 1))
    }

    private static func prefixLength(
        _ old: UnsafeBufferPointer<UInt8>, _ new: UnsafeBufferPointer<UInt8>
    ) -> Int {
        var count = 0
        while count < old.count, count < new.count, old[count] == new[count] { count += 1 }
        return count
    }

    private static func suffixLength(
        _ old: UnsafeBufferPointer<UInt8>, _ oldRange: Range<Int>,
        _ new: UnsafeBufferPointer<UInt8>, _ newRange: Range<Int>
    ) -> Int {
        let limit = min(oldRange.count, newRange.count)
        var count = 0
        while count < limit,
            old[oldRange.upperBound - 1 - count] == new[newRange.upperBound - 1 - count]
        { count += 1 }
        return count
    }

    /// A letter or digit of ASCII, or a part of any other character.
    private static func isWord(_ byte: UInt8) -> Bool {
        TextShape.isDigit(byte) || (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte >= 0x80
    }

    // MARK: Following them

    /// Appends what the orders make of the old value.
    ///
    /// - Parameter old: where it lies in `values`.
    static func apply(
        _ orders: Slice<UnsafeBufferPointer<UInt8>>, to old: Range<Int>, in values: [UInt8],
        into new: inout [UInt8]
    ) throws(SnapshotDamage) {
        var rest = orders
        var end = old.upperBound
        let start = new.count
        while let byte = rest.popFirst() {
            let count = Int(byte & 0b11_1111) + 1
            switch Order(rawValue: byte >> 6) {
            case .copy, .pass:
                guard count <= end - old.lowerBound else { throw .chunk("an edit is too long") }
                end -= count
                if byte >> 6 == Order.copy.rawValue {
                    new.append(contentsOf: values[end..<end + count].reversed())
                }
            case .insert:
                guard count <= rest.count else { throw .chunk("an edit is cut off") }
                new.append(contentsOf: rest.prefix(count).reversed())
                rest = rest.dropFirst(count)
            case nil: throw .chunk("an edit has an unknown order")
            }
        }
        new[start...].reverse()
    }
}
