/// Takes an input to pieces: numbers, and parts that each have their length before them. Whatever it is, it
/// has all that is asked for, if only zeros and nothing.
struct FuzzInput {
    private var rest: UnsafeRawBufferPointer.SubSequence

    init(_ input: UnsafeRawBufferPointer) {
        rest = input[...]
    }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func byte() -> UInt8 { rest.popFirst() ?? 0 }

    mutating func number() -> UInt32 {
        (0..<4).reduce(0) { number, index in number | UInt32(byte()) << (8 * index) }
    }

    mutating func part() -> [UInt8] {
        let count = Int(byte()) | Int(byte()) << 8
        defer { rest = rest.dropFirst(count) }
        return Array(rest.prefix(count))
    }

    mutating func all() -> [UInt8] {
        defer { rest = rest.suffix(0) }
        return Array(rest)
    }
}

extension [UInt8] {
    /// As ``FuzzInput/part()`` reads it.
    var asFuzzPart: [UInt8] {
        [UInt8(truncatingIfNeeded: count), UInt8(truncatingIfNeeded: count >> 8)] + self
    }
}
