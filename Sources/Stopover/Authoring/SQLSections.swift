/// The sections of an SQL file, in file order.
///
/// A directive is a line comment that nothing but blanks stands before on its line: one within a
/// string or a block comment is none.
struct SQLSections {
    struct Section {
        let directive: SQLDirective
        let line: Int
        /// Everything from the line below the directive up to the next one.
        let sql: String
    }

    /// The comments before the first section, their lines joined.
    let description: String
    let all: [Section]
    let file: String

    init(_ text: String, file: String) throws {
        self.file = file
        // Native, so that its indices are those of the tokens.
        var text = text
        text.makeContiguousUTF8()
        var heads: [(directive: SQLDirective, token: SQLTokenizer.Token)] = []
        var comments: [Substring] = []
        var isLineStart = true
        for token in SQLTokenizer(text) {
            try Self.check(token, in: file)
            if isLineStart, token.kind == .lineComment,
                let directive = SQLDirective(comment: token.text)
            {
                heads.append((directive, token))
            } else if heads.isEmpty {
                comments += try Self.descriptionLines(token, in: file)
            }
            isLineStart =
                token.kind == .whiteSpace
                && (isLineStart || token.text.unicodeScalars.contains("\n"))
        }
        description = comments.filter { !$0.isEmpty }.joined(separator: " ")
        let ends = heads.dropFirst().map(\.token.text.startIndex) + [text.endIndex]
        all = zip(heads, ends).map { head, end in
            Section(
                directive: head.directive, line: head.token.line,
                sql: text.body(from: head.token.text.endIndex, to: end))
        }
    }

    private static func check(_ token: SQLTokenizer.Token, in file: String) throws {
        do {
            try token.checkWhole()
        } catch {
            throw FileLocation(file: file, line: 0).error(error)
        }
    }

    /// The lines of a comment before the first section, where nothing else may stand.
    private static func descriptionLines(
        _ token: SQLTokenizer.Token, in file: String
    ) throws -> [Substring] {
        switch token.kind {
        case .whiteSpace: []
        case .lineComment: [token.text.dropFirst(2).trimmed]
        case .blockComment:
            token.text.dropFirst(2).dropLast(2).split(whereSeparator: \.isNewline).map(\.trimmed)
        default:
            throw FileLocation(file: file, line: token.line).error(
                SQLFault(
                    "SQL stands before the first section", hint: "Put -- migrate:up above it."))
        }
    }
}

extension String {
    /// The text behind the newline that `start` stands at, up to `end`.
    fileprivate func body(from start: Index, to end: Index) -> String {
        start < end ? String(self[unicodeScalars.index(after: start)..<end]) : ""
    }
}
