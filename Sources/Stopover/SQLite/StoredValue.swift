/// One value exactly as SQLite stores it: text and blobs as bytes, never as `String`, because Swift
/// compares strings by canonical equivalence and would merge keys that SQLite keeps apart.
struct StoredValue: Hashable, Sendable {
    enum Content: Hashable, Sendable {
        case null
        case integer(Int64)
        case real(Double)
        case text([UInt8])
        case blob([UInt8])
    }

    let content: Content

    init(_ content: Content) {
        self.content = content
    }

    static let null = StoredValue(.null)

    var isNull: Bool { content == .null }

    /// The value where it is an integer, and its storage class in brackets elsewhere: what may be
    /// shown of a key without being asked (DESIGN section 2, guarantee 8).
    var publicDescription: String {
        switch content {
        case .null: "NULL"
        case .integer(let value): String(value)
        case .real: "(a real)"
        case .text: "(a text)"
        case .blob: "(a blob)"
        }
    }

    /// The value as SQL writes it: one spelling for each value, and none for two.
    var literal: String {
        switch content {
        case .null: "NULL"
        case .integer(let value): String(value)
        // SQL has no word for infinity, and reads this as one.
        case .real(let value) where value.isInfinite: value < 0 ? "-9e999" : "9e999"
        case .real(let value): String(value)
        case .text(let bytes):
            // By bytes: a quote with an accent on it is one Character, and another one than a quote.
            if let text = String(
                validating: bytes.flatMap { $0 == UInt8(ascii: "'") ? [$0, $0] : [$0] },
                as: UTF8.self), !bytes.contains(0)
            {
                "'" + text + "'"
            } else {
                "CAST(x'\(Self.hexadecimal(bytes))' AS TEXT)"
            }
        case .blob(let bytes): "x'\(Self.hexadecimal(bytes))'"
        }
    }

    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(
            decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
