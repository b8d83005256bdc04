/// How a contact list writes a mail address down.
enum EmailSpelling: CaseIterable {
    case clean, capitalized, shouted, spaces, tabsAndBreaks
    case missing, empty, blank, words

    /// How many of a thousand contacts; 1000 in all.
    var perMille: Int {
        switch self {
        case .clean: 650
        case .capitalized: 90
        case .shouted: 50
        case .spaces: 80
        case .tabsAndBreaks: 30
        case .missing: 65
        case .empty: 20
        case .blank: 5
        case .words: 10
        }
    }

    /// A thousand spellings as often as they occur, to pick from.
    static let thousand = allCases.flatMap { Array(repeating: $0, count: $0.perMille) }

    /// What the column holds for `address`.
    func email(_ address: String) -> String? {
        switch self {
        case .clean: address
        case .capitalized: address.prefix(1).uppercased() + address.dropFirst()
        case .shouted: " " + address.uppercased()
        case .spaces: address + "  "
        case .tabsAndBreaks: "\t" + address + "\u{A0}\r\n"
        case .missing: nil
        case .empty: ""
        case .blank: "   "
        case .words: "see notes"
        }
    }
}
