/// Packs two digits into a byte, the first into its low half; behind an odd number of them the high
/// half is `padding`.
struct DigitWriter {
    private var bytes = ByteWriter()
    /// Digits that are not in `bytes` yet, from the low bits on.
    private var word: UInt64 = 0
    private var bits: UInt64 = 0

    static let padding: UInt8 = 15

    /// Takes the digits out of a text.
    ///
    /// - Parameter shape: is given the text with a `0` for each.
    mutating func take(
        from text: UnsafeBufferPointer<UInt8>, shape: UnsafeMutablePointer<UInt8>
    ) {
        var (word, bits) = (word, bits)
        for index in 0..<text.count {
            let byte = text[index]
            let isDigit = TextShape.isDigit(byte)
            // Nobody foretells which bytes are digits: what follows needs no branch.
            shape[index] = isDigit ? TextShape.slot : byte
            word |= (isDigit ? UInt64(byte &- TextShape.slot) : 0) &<< bits
            bits &+= isDigit ? 4 : 0
            if bits == UInt64.bitWidth {
                bytes.append(littleEndian: word)
                (word, bits) = (0, 0)
            }
        }
        (self.word, self.bits) = (word, bits)
    }

    /// All of them; nothing is taken after.
    mutating func packed() -> [UInt8] {
        while bits > 0 {
            let isLast = bits == 4
            bytes.append(UInt8(truncatingIfNeeded: word) | (isLast ? Self.padding << 4 : 0))
            word >>= 8
            bits = isLast ? 0 : bits - 8
        }
        return bytes.bytes
    }

    mutating func removeAll() {
        bytes.removeAll()
        (word, bits) = (0, 0)
    }
}

/// Unpacks what a ``DigitWriter`` packed.
struct DigitReader {
    private var rest: ByteReader.Bytes
    private var high: UInt8?

    init(_ bytes: ByteReader.Bytes) {
        rest = bytes
    }

    mutating func next() throws(SnapshotDamage) -> UInt8 {
        let digit: UInt8
        if let high {
            digit = high
            self.high = nil
        } else {
            guard let byte = rest.popFirst() else { throw .chunk("digits are missing") }
            digit = byte & 15
            high = byte >> 4
        }
        guard digit < 10 else { throw .chunk("a digit is none") }
        return digit
    }

    /// Nothing is left but the padding.
    var isAtEnd: Bool { rest.isEmpty && (high ?? DigitWriter.padding) == DigitWriter.padding }
}
