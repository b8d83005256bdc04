/// What the readers of SQL ask of a token.
extension SQLTokenizer.Token {
    var isSignificant: Bool {
        switch kind {
        case .lineComment, .blockComment, .whiteSpace: false
        default: true
        }
    }

    var isSemicolon: Bool { isSymbol(";") }

    func isSymbol(_ symbol: String) -> Bool { kind == .symbol && text == symbol }

    /// A word of ASCII letters in upper case; nil of other tokens.
    ///
    /// `uppercased()` alone would take `ſavepoint` for `SAVEPOINT`, which SQLite does not.
    var keyword: String? {
        kind == .word && text.utf8.allSatisfy { $0 < 0x80 } ? text.uppercased() : nil
    }

    /// What a word, or a name or string in quotes, stands for.
    var name: String {
        guard kind == .quotedIdentifier || kind == .string else { return String(text) }
        let inner = text.unicodeScalars.dropFirst().dropLast(isClosed ? 1 : 0)
        guard let quote = text.unicodeScalars.first, quote != "[" else { return String(inner) }
        var name = String.UnicodeScalarView()
        var isFirstOfTwo = false
        for scalar in inner {
            isFirstOfTwo = scalar == quote && !isFirstOfTwo
            if !isFirstOfTwo { name.append(scalar) }
        }
        return String(name)
    }

    /// What is never closed, for people.
    var kindInWords: String {
        switch kind {
        case .string: "string"
        case .blob: "blob"
        case .blockComment: "comment"
        case .quotedIdentifier: "quoted name"
        default: "token"
        }
    }
}
