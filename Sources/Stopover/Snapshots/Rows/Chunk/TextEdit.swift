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
    fileprivate enum Order: UInt8 {
        case copy = 0b00
        case pass = 0b01
        case insert = 0b10
    }

    private let old: UnsafeBufferPointer<UInt8>
    private let new: UnsafeBufferPointer<UInt8>
    /// Takes the orders.
    private let start: UnsafeMutablePointer<UInt8>
    private var count = 0
    /// What isn't worked at yet, of both.
    private var oldEnd: Int
    private var newEnd: Int
    /// Bytes of the old value that wait to be passed over, and of the new one to be inserted.
    private var passed = 0
    private var inserted = 0

    /// Works out the orders in one pass.
    ///
    /// - Parameter edit: takes them; has room for as many bytes as the new value.
    /// - Returns: their length; nil where they are no shorter than the new value.
    static func find(
        _ old: UnsafeBufferPointer<UInt8>, _ new: UnsafeBufferPointer<UInt8>,
        into edit: UnsafeMutablePointer<UInt8>
    ) -> Int? {
        var finder = Self(old, new, edit)
        return finder.find() ? finder.count : nil
    }

    private init(
        _ old: UnsafeBufferPointer<UInt8>, _ new: UnsafeBufferPointer<UInt8>,
        _ start: UnsafeMutablePointer<UInt8>
    ) {
        (self.old, self.new, self.start) = (old, new, start)
        (oldEnd, newEnd) = (old.count, new.count)
    }

    private mutating func find() -> Bool {
        let prefix = prefixCount
        while newEnd > prefix {
            let count = suffixCount(downTo: prefix)
            if count > 0 {
                guard flush(), append(.copy, count) else { return false }
                (oldEnd, newEnd) = (oldEnd &- count, newEnd &- count)
                continue
            }
            let isWord = Self.isWord(new[newEnd &- 1])
            let isOldWord = oldEnd > prefix && Self.isWord(old[oldEnd &- 1])
            if oldEnd > prefix, isWord {
                (passed, oldEnd) = (passed &+ 1, oldEnd &- 1)
                // Punctuation goes, and what stands before it may stay.
                guard isOldWord else { continue }
            }
            (inserted, newEnd) = (inserted &+ 1, newEnd &- 1)
        }
        passed = prefix > 0 ? passed + oldEnd - prefix : 0
        return flush() && (prefix == 0 || append(.copy, prefix)) && count < new.count
    }

    private mutating func flush() -> Bool {
        if passed > 0, !append(.pass, passed) { return false }
        passed = 0
        guard inserted > 0 else { return true }
        guard count + inserted < new.count, append(.insert, inserted) else { return false }
        for index in 0..<inserted { start[count &+ index] = new[newEnd &+ index] }
        count += inserted
        inserted = 0
        return true
    }

    /// - Returns: false where the orders would be as long as the new value.
    private mutating func append(_ order: Order, _ bytes: Int) -> Bool {
        start[count] = order.rawValue << 6 | UInt8(truncatingIfNeeded: bytes &- 1)
        count &+= 1
        return count < new.count
    }

    private var prefixCount: Int {
        let limit = min(old.count, new.count)
        var count = 0
        while count < limit, old[count] == new[count] { count &+= 1 }
        return count
    }

    private func suffixCount(downTo prefix: Int) -> Int {
        let limit = min(oldEnd, newEnd) &- prefix
        var count = 0
        while count < limit, old[oldEnd &- 1 &- count] == new[newEnd &- 1 &- count] { count &+= 1 }
        return count
    }

    /// A letter or digit of ASCII, or a part of any other character.
    private static func isWord(_ byte: UInt8) -> Bool {
        TextShape.isDigit(byte) || (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte >= 0x80
    }
}

extension TextEdit {
    /// Whether the orders, which were found for another value, make the new value of this old one, too.
    static func gives(
        _ new: UnsafeBufferPointer<UInt8>, of old: UnsafeBufferPointer<UInt8>,
        by orders: UnsafeBufferPointer<UInt8>
    ) -> Bool {
        var (oldEnd, newEnd, index) = (old.count, new.count, 0)
        while index < orders.count {
            let (order, count) = (orders[index] >> 6, Int(orders[index] & 0b11_1111) &+ 1)
            index &+= 1
            if order != Order.insert.rawValue { oldEnd &-= count }
            if order != Order.pass.rawValue { newEnd &-= count }
            guard oldEnd >= 0, newEnd >= 0 else { return false }
            if order == Order.copy.rawValue {
                for byte in 0..<count where old[oldEnd &+ byte] != new[newEnd &+ byte] {
                    return false
                }
            } else if order == Order.insert.rawValue {
                for byte in 0..<count where orders[index &+ byte] != new[newEnd &+ byte] {
                    return false
                }
                index &+= count
            }
        }
        return newEnd == 0
    }

    /// Appends what the orders make of the old value.
    ///
    /// - Parameter old: where it lies in `values`.
    static func apply(
        _ orders: ByteReader.Bytes, to old: Range<Int>, in values: [UInt8],
        into new: inout [UInt8]
    ) throws(SnapshotDamage) {
        var rest = orders
        var end = old.upperBound
        let start = new.count
        while let byte = rest.popFirst() {
            let count = Int(byte & 0b11_1111) + 1
            switch Order(rawValue: byte >> 6) {
            case .copy:
                end = try move(count, from: end, downTo: old.lowerBound)
                new.append(contentsOf: values[end..<end + count].reversed())
            case .pass: end = try move(count, from: end, downTo: old.lowerBound)
            case .insert:
                guard count <= rest.count else { throw .chunk("an edit is cut off") }
                new.append(contentsOf: rest.prefix(count).reversed())
                rest = rest.dropFirst(count)
            case nil: throw .chunk("an edit has an unknown order")
            }
        }
        new[start...].reverse()
    }

    private static func move(
        _ count: Int, from end: Int, downTo start: Int
    ) throws(SnapshotDamage) -> Int {
        guard count <= end - start else { throw .chunk("an edit is too long") }
        return end - count
    }
}
