/// Numbers and bytes one behind the other, to be written.
struct ByteWriter {
    private(set) var bytes: [UInt8] = []

    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
    }

    mutating func append(_ byte: UInt8) {
        bytes.append(byte)
    }

    mutating func append(contentsOf content: some Sequence<UInt8>) {
        bytes.append(contentsOf: content)
    }

    /// Seven bits a byte, the low ones first; the high bit says that more follow (LEB128).
    mutating func append(varint value: UInt64) {
        var rest = value
        while rest > 0x7F {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    mutating func append(count: Int) {
        append(varint: UInt64(count))
    }

    mutating func append(littleEndian bits: UInt64) {
        withUnsafeBytes(of: bits.littleEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func append(_ text: String) {
        append(count: text.utf8.count)
        append(contentsOf: text.utf8)
    }
}

/// Reads what a ``ByteWriter`` wrote; no length is believed beyond what is there. Valid as long as the
/// bytes are.
struct ByteReader {
    typealias Bytes = Slice<UnsafeBufferPointer<UInt8>>

    private(set) var rest: Bytes

    init(_ bytes: Bytes) {
        rest = bytes
    }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func byte() throws(SnapshotDamage) -> UInt8 {
        guard let byte = rest.popFirst() else { throw .chunk("it is cut off") }
        return byte
    }

    mutating func bytes(_ count: Int) throws(SnapshotDamage) -> Bytes {
        guard count <= rest.count else { throw .chunk("a length is beyond its end") }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    mutating func varint() throws(SnapshotDamage) -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: 0, to: 64, by: 7) {
            let byte = try byte()
            let bits = UInt64(byte & 0x7F)
            guard (bits << shift) >> shift == bits else { throw .chunk("a number is too large") }
            value |= bits << shift
            if byte < 0x80 { return value }
        }
        throw .chunk("a number is too long")
    }

    mutating func count() throws(SnapshotDamage) -> Int {
        guard let count = Int(exactly: try varint()) else {
            throw .chunk("a length is beyond its end")
        }
        return count
    }

    mutating func littleEndian() throws(SnapshotDamage) -> UInt64 {
        try bytes(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    mutating func text() throws(SnapshotDamage) -> String {
        guard let text = String(validating: try bytes(try count()), as: UTF8.self) else {
            throw .chunk("a name is not UTF-8")
        }
        return text
    }
}

extension UInt64 {
    /// Small numbers, be they positive or negative, become small ones.
    init(zigzag value: Int64) {
        self = UInt64(bitPattern: (value << 1) ^ (value >> 63))
    }

    var unzigzagged: Int64 {
        Int64(bitPattern: self >> 1) ^ -Int64(bitPattern: self & 1)
    }
}
