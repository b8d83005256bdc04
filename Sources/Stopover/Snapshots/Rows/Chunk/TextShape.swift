/// A text without its digits, each of which left a `0`: what telephone numbers, dates and amounts have in
/// common.
enum TextShape {
    static let slot = UInt8(ascii: "0")

    static func isDigit(_ byte: UInt8) -> Bool { byte &- slot < 10 }

    /// - Parameter shape: takes the shape; has room for as many bytes as the text.
    static func take(
        _ text: UnsafeBufferPointer<UInt8>, into shape: UnsafeMutableRawBufferPointer,
        digits: inout DigitWriter
    ) {
        for (index, byte) in text.enumerated() {
            if isDigit(byte) {
                shape[index] = slot
                digits.append(byte &- slot)
            } else {
                shape[index] = byte
            }
        }
    }

    /// Appends the text of that shape with the next digits.
    static func fill(
        _ shape: Slice<UnsafeBufferPointer<UInt8>>, digits: inout DigitReader,
        into text: inout [UInt8]
    ) throws(SnapshotDamage) {
        for byte in shape {
            if byte == slot {
                text.append(slot + (try digits.next()))
            } else if isDigit(byte) {
                throw .chunk("a shape has a digit")
            } else {
                text.append(byte)
            }
        }
    }
}

/// Packs two digits into a byte, the first into its low half; behind an odd number of them the high
/// half is `padding`.
struct DigitWriter {
    private(set) var bytes: [UInt8] = []
    private var low: UInt8?

    static let padding: UInt8 = 15

    mutating func append(_ digit: UInt8) {
        if let low {
            bytes.append(digit << 4 | low)
            self.low = nil
        } else {
            low = digit
        }
    }

    mutating func finish() {
        if let low { bytes.append(Self.padding << 4 | low) }
        low = nil
    }

    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        low = nil
    }
}

/// Unpacks what a ``DigitWriter`` packed.
struct DigitReader {
    private var rest: Slice<UnsafeBufferPointer<UInt8>>
    private var high: UInt8?

    init(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) {
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
