/// A line `-- migrate:batch table:contacts key:id` of an SQL file: which section begins, and what
/// stands behind its name.
struct SQLDirective {
    /// As written: `batch`, or a name that no section has.
    let name: String
    /// The rest of the line, without blanks round it.
    let rest: String

    /// Nil unless the comment begins with `-- migrate:` in whatever case, so that a misspelt one is
    /// refused rather than taken for a comment; the blanks before `migrate` may be none or many.
    init?(comment: Substring) {
        let line = comment.dropFirst(2).trimmed
        let mark = "migrate:"
        guard line.prefix(mark.count).lowercased() == mark else { return nil }
        let name = line.dropFirst(mark.count).prefix { !$0.isBlank }
        self.name = String(name)
        rest = String(line[name.endIndex...].trimmed)
    }

    /// The options in `rest`, of which each is one of `allowed` and stands once.
    func options(_ allowed: [SQLOption]) throws(SQLFault) -> [SQLOption: SQLOptionValue] {
        var options: [SQLOption: SQLOptionValue] = [:]
        // Between tokens: a quoted name may hold blanks.
        for tokens in Array(SQLTokenizer(rest)).split(whereSeparator: { $0.kind == .whiteSpace }) {
            let text = tokens.map(\.text).joined()
            let name = text.prefix { $0 != ":" }
            guard let option = allowed.first(where: { $0.rawValue == name }) else {
                let names = allowed.map { "\($0.rawValue):" }
                throw SQLFault(
                    "migrate:\(self.name) has no option \"\(name)\"",
                    hint: "It takes \(names.listed(with: "and")).")
            }
            let value = SQLOptionValue(option: option, text: String(text.dropFirst(name.count + 1)))
            guard options.updateValue(value, forKey: option) == nil else {
                throw SQLFault("\(option.rawValue): is given twice", hint: "Leave one of the two.")
            }
        }
        return options
    }
}

/// What is wrong with a step or a section, and what to do about it.
struct SQLFault: Error {
    let reason: String
    let hint: String
    /// The line of the step's SQL, counted from 1, where it is one line's.
    let line: Int?

    init(_ reason: String, hint: String, line: Int? = nil) {
        self.reason = reason
        self.hint = hint
        self.line = line
    }
}

extension Substring {
    /// Without blanks at both ends; the CR of a line that ends in CR LF is one.
    var trimmed: Substring {
        let head = drop(while: \.isBlank)
        guard let last = head.lastIndex(where: { !$0.isBlank }) else { return "" }
        return head[...last]
    }
}

extension Character {
    var isBlank: Bool { self == " " || self == "\t" || self == "\r" }
}

extension [String] {
    /// `a, b and c`.
    func listed(with conjunction: String) -> String {
        guard let last, count > 1 else { return first ?? "" }
        return dropLast().joined(separator: ", ") + " \(conjunction) " + last
    }
}
