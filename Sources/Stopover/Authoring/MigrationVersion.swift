/// What orders migrations: digits such as `001`, `002` or a timestamp, compared as numbers.
///
/// `1`, `"001"` and `"1"` are the same version; ``text`` keeps the spelling. A version has 1 to 32
/// digits. A literal that is not made of digits is refused when the migrations are registered, with
/// ``MigrationError/Code/invalidVersion``.
public struct MigrationVersion: Sendable {
    /// The version as it was written.
    public let text: String

    /// The digits without leading zeros: what versions are compared by.
    let digits: Substring

    static let digitLimit = 32

    private init(unchecked text: String) {
        self.text = text
        let significant = text.drop { $0 == "0" }
        digits = significant.isEmpty ? text.suffix(1) : significant
    }

    /// A version of digits alone; nil of anything else, or of more than 32 digits.
    public init?(_ text: String) {
        self.init(unchecked: text)
        guard isValid else { return nil }
    }

    var isValid: Bool {
        (1...Self.digitLimit).contains(text.utf8.count)
            && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
}

extension MigrationVersion: Comparable, Hashable {
    public static func == (left: Self, right: Self) -> Bool {
        left.digits == right.digits
    }

    public static func < (left: Self, right: Self) -> Bool {
        let (a, b) = (left.digits.utf8, right.digits.utf8)
        return a.count == b.count ? a.lexicographicallyPrecedes(b) : a.count < b.count
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(digits)
    }
}

extension MigrationVersion: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral {
    /// The number, filled up with zeros to three digits: `1` is `001`.
    public init(integerLiteral number: UInt64) {
        let digits = String(number)
        self.init(unchecked: String(repeating: "0", count: max(0, 3 - digits.count)) + digits)
    }

    public init(stringLiteral text: String) {
        self.init(unchecked: text)
    }
}

extension MigrationVersion: CustomStringConvertible {
    public var description: String { text }
}
