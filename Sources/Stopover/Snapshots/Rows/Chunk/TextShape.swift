/// A text without its digits, each of which left a `0`: what telephone numbers, dates and amounts have in
/// common.
enum TextShape {
    static let slot = UInt8(ascii: "0")

    static func isDigit(_ byte: UInt8) -> Bool { byte &- slot < 10 }

    /// Appends the text of that shape with the next digits.
    static func fill(
        _ shape: ByteReader.Bytes, digits: inout DigitReader, into text: inout [UInt8]
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
