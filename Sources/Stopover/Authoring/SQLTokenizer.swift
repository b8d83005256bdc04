/// Splits SQL into the tokens that SQLite sees.
///
/// It follows SQLite's own tokenizer (<https://sqlite.org/src/file/src/tokenize.c>), so that what is
/// taken for a comment, a string or a parameter here is one there. It is total: any text gives
/// tokens that, put together, are the text again; what is never closed runs to the end. Its cost is
/// linear, and it holds one token at a time.
struct SQLTokenizer: Sequence, IteratorProtocol {
    struct Token: Hashable, Sendable {
        enum Kind: Hashable, Sendable {
            /// A keyword or a plain identifier.
            case word
            /// `"…"`, `[…]` or `` `…` ``.
            case quotedIdentifier
            case string
            /// `x'…'`.
            case blob
            case number
            /// `:name`, `?`, `?1`, `@name`, `$name`.
            case parameter
            /// An operator or punctuation.
            case symbol
            case lineComment
            case blockComment
            case whiteSpace
            /// What SQLite refuses.
            case unknown
        }

        let kind: Kind
        let text: Substring
        /// Where it begins, counted from 1.
        let line: Int
        /// False: the text ended before the token did.
        let isClosed: Bool
    }

    private let sql: String
    private let bytes: [UInt8]
    private var position = 0
    private var line = 1

    init(_ sql: String) {
        // A native string finds an offset of its bytes in constant time.
        var sql = sql
        sql.makeContiguousUTF8()
        self.sql = sql
        bytes = Array(sql.utf8)
    }

    /// The tokens without comments and white space.
    static func significant(_ sql: String) -> [Token] {
        SQLTokenizer(sql).filter(\.isSignificant)
    }

    mutating func next() -> Token? {
        guard position < bytes.count else { return nil }
        let (kind, end, isClosed) = scan(from: position)
        let token = Token(kind: kind, text: text(position..<end), line: line, isClosed: isClosed)
        line += bytes[position..<end].count { $0 == UInt8(ascii: "\n") }
        position = end
        return token
    }

    private func text(_ range: Range<Int>) -> Substring {
        let utf8 = sql.utf8
        let start = utf8.index(utf8.startIndex, offsetBy: range.lowerBound)
        return sql[start..<utf8.index(start, offsetBy: range.count)]
    }
}

// MARK: - Scanning

extension SQLTokenizer {
    private typealias Scan = (kind: Token.Kind, end: Int, isClosed: Bool)

    /// The byte at `index`, and NUL beyond the end, where SQLite's text has one.
    private func at(_ index: Int) -> Unicode.Scalar {
        Unicode.Scalar(index < bytes.count ? bytes[index] : 0)
    }

    private func skip(from start: Int, while holds: (Unicode.Scalar) -> Bool) -> Int {
        var end = start
        while end < bytes.count, holds(at(end)) { end += 1 }
        return end
    }

    private func scan(from start: Int) -> Scan {
        switch (at(start), at(start + 1)) {
        case ("-", "-"): return (.lineComment, skip(from: start) { $0 != "\n" }, true)
        case ("/", "*"): return blockComment(from: start)
        case ("'", _): return quoted(.string, from: start)
        case ("\"", _), ("`", _): return quoted(.quotedIdentifier, from: start)
        case ("[", _): return bracketed(from: start)
        case ("x", "'"), ("X", "'"): return blob(from: start)
        case (".", "0"..."9"), ("0"..."9", _): return number(from: start)
        case ("?", _): return (.parameter, skip(from: start + 1, while: \.isDigit), true)
        case (":", _), ("@", _), ("$", _), ("#", _): return namedParameter(from: start)
        case (let first, _) where first.isSpace || isByteOrderMark(at: start):
            return whiteSpace(from: start)
        case (let first, _) where first.isIdentifier:
            return (.word, skip(from: start, while: \.isIdentifier), true)
        default: return symbol(from: start)
        }
    }

    /// A byte order mark is a space of its own; a vertical tab is one only behind another space.
    private func whiteSpace(from start: Int) -> Scan {
        if isByteOrderMark(at: start) { return (.whiteSpace, start + 3, true) }
        return (.whiteSpace, skip(from: start) { $0.isSpace || $0 == .verticalTab }, true)
    }

    private func isByteOrderMark(at index: Int) -> Bool {
        at(index) == "\u{EF}" && at(index + 1) == "\u{BB}" && at(index + 2) == "\u{BF}"
    }

    private func blockComment(from start: Int) -> Scan {
        var end = start + 2
        while end < bytes.count {
            if at(end) == "*", at(end + 1) == "/" { return (.blockComment, end + 2, true) }
            end += 1
        }
        return (.blockComment, end, false)
    }

    /// Within quotes the quote itself stands doubled.
    private func quoted(_ kind: Token.Kind, from start: Int) -> Scan {
        let quote = at(start)
        var end = start + 1
        while end < bytes.count {
            if at(end) == quote {
                guard at(end + 1) == quote else { return (kind, end + 1, true) }
                end += 1
            }
            end += 1
        }
        return (kind, end, false)
    }

    private func bracketed(from start: Int) -> Scan {
        let end = skip(from: start) { $0 != "]" }
        let isClosed = end < bytes.count
        return (.quotedIdentifier, isClosed ? end + 1 : end, isClosed)
    }

    private func blob(from start: Int) -> Scan {
        let end = skip(from: start + 2) { $0 != "'" }
        guard end < bytes.count else { return (.blob, end, false) }
        let digitCount = skip(from: start + 2, while: \.isHexDigit) - (start + 2)
        let isBlob = start + 2 + digitCount == end && digitCount.isMultiple(of: 2)
        return (isBlob ? .blob : .unknown, end + 1, true)
    }

    private func number(from start: Int) -> Scan {
        if at(start) == "0", at(start + 1) == "x" || at(start + 1) == "X", at(start + 2).isHexDigit
        {
            return numberOrUnknown(end: skip(from: start + 2) { $0.isHexDigit || $0 == "_" })
        }
        let isDigit = { (scalar: Unicode.Scalar) in scalar.isDigit || scalar == "_" }
        var end = skip(from: start, while: isDigit)
        if at(end) == "." { end = skip(from: end + 1, while: isDigit) }
        if at(end) == "e" || at(end) == "E" {
            let isSigned = at(end + 1) == "+" || at(end + 1) == "-"
            let exponent = end + (isSigned ? 2 : 1)
            if at(exponent).isDigit { end = skip(from: exponent, while: isDigit) }
        }
        return numberOrUnknown(end: end)
    }

    /// Letters that touch a number belong to it and spoil it. (Behind a hexadecimal one SQLite before
    /// 3.46 began a word there.)
    private func numberOrUnknown(end: Int) -> Scan {
        let whole = skip(from: end, while: \.isIdentifier)
        return (whole == end ? .number : .unknown, whole, true)
    }

    /// Besides letters and digits `::` may stand in the name, and `(…)` without spaces at its end.
    private func namedParameter(from start: Int) -> Scan {
        var end = start + 1
        var isNamed = false
        while end < bytes.count {
            if at(end).isIdentifier {
                isNamed = true
                end += 1
            } else if at(end) == ":", at(end + 1) == ":" {
                end += 2
            } else if at(end) == "(", isNamed {
                end = skip(from: end) { $0 != ")" && !$0.isSpace && $0 != .verticalTab }
                return at(end) == ")" ? (.parameter, end + 1, true) : (.unknown, end, true)
            } else {
                break
            }
        }
        return (isNamed ? .parameter : .unknown, end, true)
    }

    private func symbol(from start: Int) -> Scan {
        switch (at(start), at(start + 1), at(start + 2)) {
        case ("-", ">", ">"):
            (.symbol, start + 3, true)
        case ("-", ">", _), ("=", "=", _), ("!", "=", _), ("|", "|", _), ("<", "=", _),
            ("<", ">", _), ("<", "<", _), (">", "=", _), (">", ">", _):
            (.symbol, start + 2, true)
        case ("-", _, _), ("=", _, _), ("|", _, _), ("<", _, _), (">", _, _), ("/", _, _),
            ("(", _, _), (")", _, _), (";", _, _), (",", _, _), (".", _, _), ("+", _, _),
            ("*", _, _), ("%", _, _), ("&", _, _), ("~", _, _):
            (.symbol, start + 1, true)
        default:
            (.unknown, start + 1, true)
        }
    }
}

extension Unicode.Scalar {
    fileprivate static let verticalTab: Self = "\u{0B}"

    fileprivate var isSpace: Bool {
        self == " " || ("\u{09}"..."\u{0D}").contains(self) && self != .verticalTab
    }

    fileprivate var isDigit: Bool { ("0"..."9").contains(self) }

    fileprivate var isHexDigit: Bool {
        isDigit || ("a"..."f").contains(self) || ("A"..."F").contains(self)
    }

    /// What SQLite takes as part of an identifier: letters, digits, `_`, `$` and all beyond ASCII.
    fileprivate var isIdentifier: Bool {
        isDigit || ("a"..."z").contains(self) || ("A"..."Z").contains(self)
            || self == "_" || self == "$" || self >= "\u{80}"
    }
}
