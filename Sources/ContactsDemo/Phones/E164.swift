/// Every number in `text` in E.164 form, parted by a space: `+4930123456 +491701234567`.
///
/// Numbers are parted by `;` or `,`. One that says no country of its own is read as one of `country`
/// (an ISO 3166-1 code). Nil where there is no number, or none whose country is known.
///
/// - Throws: ``PhoneRefusal`` where digits make no number, so that somebody can look at the row.
func e164(_ text: String?, country: String?) throws -> String? {
    guard let text else { return nil }
    var numbers: [String] = []
    for part in text.unicodeScalars.split(whereSeparator: { $0 == ";" || $0 == "," }) {
        guard let dialled = try DialledNumber(part), let number = try dialled.e164(from: country)
        else { continue }
        if !numbers.contains(number) { numbers.append(number) }
    }
    return numbers.isEmpty ? nil : numbers.joined(separator: " ")
}

/// The digits of one number as somebody wrote them down.
struct DialledNumber {
    /// ASCII, whatever script they were written in.
    private var digits: [UInt8] = []
    /// A plus sign stands before the digits.
    private var hasPlus = false

    /// Nil where there are no digits: `n/a`.
    init?(_ text: Substring.UnicodeScalarView) throws {
        for (index, scalar) in zip(text.indices, text) {
            if let digit = Self.digit(scalar) {
                digits.append(digit)
            } else if digits.isEmpty {
                // A label, a bracket, an invisible mark: only the plus sign means something.
                hasPlus = hasPlus || scalar == "+" || scalar == "\u{FF0B}"
            } else if Self.startsExtension(text[index...]) {
                break
            } else if !Self.isPunctuation(scalar) {
                throw PhoneRefusal.strayCharacters
            }
        }
        if digits.isEmpty { return nil }
    }

    /// Nil where only a country could tell what the digits mean and none is known.
    func e164(from country: String?) throws -> String? {
        let home = country.flatMap { NumberingPlan.byCountry[$0] }
        if hasPlus { return try international(digits[...]) }
        // What is dialled for abroad: 00 in most places, 011 from North America.
        for prefix in home?.callingCode == "1" ? ["011", "00"] : ["00"]
        where digits.starts(with: prefix.utf8) {
            return try international(digits.dropFirst(prefix.utf8.count))
        }
        return try home.map { try Self.number(digits[...], in: $0) }
    }

    private func international(_ digits: ArraySlice<UInt8>) throws -> String {
        for length in 1...3 {
            let code = String(decoding: digits.prefix(length), as: UTF8.self)
            if let plan = NumberingPlan.byCallingCode[code] {
                return try Self.number(digits.dropFirst(length), in: plan)
            }
        }
        // The longest that E.164 allows is 15 digits; the shortest in use have 7.
        guard (7...15).contains(digits.count) else { throw PhoneRefusal.wrongLength }
        return "+" + String(decoding: digits, as: UTF8.self)
    }

    /// Leaves out the trunk prefix where one stands: `030 …`, and `+49 (0)30 …`, which is never dialled.
    private static func number(_ digits: ArraySlice<UInt8>, in plan: NumberingPlan) throws -> String
    {
        var digits = digits
        let trunk = plan.trunkPrefix.utf8
        if !trunk.isEmpty, digits.starts(with: trunk),
            plan.lengths.contains(digits.count - trunk.count)
        {
            digits = digits.dropFirst(trunk.count)
        }
        guard plan.lengths.contains(digits.count) else { throw PhoneRefusal.wrongLength }
        return "+" + plan.callingCode + String(decoding: digits, as: UTF8.self)
    }
}

extension DialledNumber {
    /// The zeros of the scripts that the generator writes digits in; nine follow each: ASCII,
    /// Arabic-Indic, Devanagari, full width.
    static let zeros: [Unicode.Scalar] = ["0", "\u{660}", "\u{966}", "\u{FF10}"]

    private static func digit(_ scalar: Unicode.Scalar) -> UInt8? {
        for zero in zeros where scalar.value >= zero.value && scalar.value - zero.value < 10 {
            return UInt8(ascii: "0") + UInt8(scalar.value - zero.value)
        }
        return nil
    }

    private static func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case " ", "-", ".", "/", "(", ")", "\t", "\n", "\u{A0}": true
        // Dashes, and the marks that set the direction of text, which copying brings along.
        case "\u{2010}"..."\u{2015}", "\u{200E}", "\u{200F}", "\u{202A}"..."\u{202E}": true
        default: false
        }
    }

    /// `x12`, `ext. 12`: a number behind the number, which E.164 doesn't have.
    private static func startsExtension(_ rest: Substring.UnicodeScalarView) -> Bool {
        rest.first == "x" || rest.starts(with: "ext".unicodeScalars)
    }
}
