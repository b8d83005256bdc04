/// How a contact list writes a phone number down.
enum PhoneSpelling: CaseIterable {
    case e164, spaced, zeros, trunkInBrackets
    case national, brackets, slash, dotted
    case otherDigits, invisibleMarks, label, extensionNumber
    case missing, empty, words
    case spreadsheet, tooShort, question, blob

    /// How many of a thousand contacts; 1000 in all.
    var perMille: Int {
        switch self {
        case .national: 210
        case .spaced: 150
        case .e164: 130
        case .missing: 85
        case .zeros, .brackets, .slash: 60
        case .trunkInBrackets, .dotted: 50
        case .otherDigits, .invisibleMarks, .label: 30
        case .extensionNumber, .empty: 20
        case .words: 11
        case .spreadsheet, .tooShort, .question, .blob: 1
        }
    }

    /// A thousand spellings as often as they occur, to pick from.
    static let thousand = allCases.flatMap { Array(repeating: $0, count: $0.perMille) }
}

extension PhoneSpelling {
    /// What the column holds for `number`, its digits without any prefix.
    func phone(_ number: String, country: String, second: String?) -> Contact.Phone? {
        guard let plan = NumberingPlan.byCountry[country], let text = text(number, plan) else {
            return nil
        }
        if self == .blob { return .blob(Array(text.utf8)) }
        guard let second, isNumber else { return .text(text) }
        return .text(text + "; " + plan.trunkPrefix + second)
    }

    private var isNumber: Bool {
        switch self {
        case .missing, .empty, .words, .spreadsheet, .tooShort, .question, .blob: false
        default: true
        }
    }

    private func text(_ number: String, _ plan: NumberingPlan) -> String? {
        let (code, trunk) = (plan.callingCode, plan.trunkPrefix)
        let (area, rest) = (number.prefix(2), number.dropFirst(2))
        switch self {
        case .e164: return "+\(code)\(number)"
        case .spaced: return "+\(code) \(area) \(rest.grouped)"
        case .zeros: return (code == "1" ? "011" : "00") + "\(code) \(area) \(rest)"
        case .trunkInBrackets:
            return trunk == "0" ? "+\(code) (0)\(area) \(rest)" : "+\(code) (\(area)) \(rest)"
        case .national: return trunk + number
        case .brackets: return "(\(trunk)\(area)) \(rest.grouped)"
        case .slash: return "\(trunk)\(area)/\(rest)"
        case .dotted: return "\(trunk)\(area).\(rest)"
        case .otherDigits: return (trunk + number).writtenWithDigits(of: plan.country)
        // As copied from a chat: marks for the direction of text round it, a no-break space in it.
        case .invisibleMarks: return "\u{202A}+\(code)\u{A0}\(number)\u{202C}"
        case .label: return "Tel. \(trunk)\(area)-\(rest)"
        case .extensionNumber: return "+\(code) \(area) \(rest) ext. \(rest.suffix(2))"
        case .missing: return nil
        case .empty: return ""
        case .words: return number.hasSuffix("7") ? "–" : "n/a"
        // What is left of a number that a spreadsheet took for one.
        case .spreadsheet: return "\(code.prefix(1)).\(area)E+11"
        case .tooShort: return "11\(rest.prefix(1))"
        case .question: return "\(trunk)\(number)??"
        case .blob: return "+\(code)\(number)"
        }
    }
}

extension Substring {
    /// In threes from the left: `123 456 7`.
    fileprivate var grouped: String {
        var text = ""
        for (index, character) in utf8.enumerated() {
            if index > 0, index.isMultiple(of: 3) { text += " " }
            text.unicodeScalars.append(Unicode.Scalar(character))
        }
        return text
    }
}

extension String {
    /// With the digits that the country also writes with; in full width elsewhere.
    fileprivate func writtenWithDigits(of country: String) -> String {
        let zero: UInt32 =
            switch country {
            case "EG", "SA": 0x660
            case "IN": 0x966
            default: 0xFF10
            }
        var text = ""
        for digit in utf8 {
            let value = zero + UInt32(digit - UInt8(ascii: "0"))
            if let scalar = Unicode.Scalar(value) { text.unicodeScalars.append(scalar) }
        }
        return text
    }
}
