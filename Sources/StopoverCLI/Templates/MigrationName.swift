/// A migration's name made of what people typed: lower-case words of ASCII letters and digits.
struct MigrationName: Hashable {
    let words: [String]

    /// Splits at everything that is not a letter or digit, and where a capital begins a word:
    /// `Normalize phones!` and `NormalizePhones` are both `normalize_phones`. Nil where no word is.
    init?(_ text: String) {
        var words: [String] = []
        var previous: Character?
        for character in text {
            defer { previous = character }
            guard character.isASCII, character.isLetter || character.isNumber else { continue }
            let goesOn = previous.map { $0.isASCII && ($0.isLetter || $0.isNumber) } ?? false
            let beginsWord = character.isUppercase && previous?.isUppercase == false
            if words.isEmpty || !goesOn || beginsWord { words.append("") }
            words[words.count - 1] += character.lowercased()
        }
        guard !words.isEmpty else { return nil }
        self.words = words
    }

    /// `normalize_phones`
    var snakeCase: String { words.joined(separator: "_") }

    /// `Normalize phones`
    var sentence: String { capitalized(words.joined(separator: " ")) }

    /// `NormalizePhones`; a name that begins with a digit, or that Swift keeps for itself, gets
    /// `Migration` put before it.
    var typeName: String {
        let name = words.map(capitalized).joined()
        let isTaken = ["Any", "Migration", "Protocol", "Self", "Type"].contains(name)
        return name.first?.isNumber == true || isTaken ? "Migration" + name : name
    }

    private func capitalized(_ text: String) -> String {
        text.prefix(1).uppercased() + text.dropFirst()
    }
}
