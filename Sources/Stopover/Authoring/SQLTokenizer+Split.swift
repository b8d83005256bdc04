extension SQLTokenizer {
    /// Each token, and whether it stands in no parentheses and is none.
    static func nested(_ sql: String) -> [(token: Token, isOutermost: Bool)] {
        var depth = 0
        return SQLTokenizer(sql).map { token in
            if token.isSymbol("(") { depth += 1 }
            defer { if token.isSymbol(")") { depth -= 1 } }
            return (token, depth <= 0)
        }
    }

    /// All that stands in the SQL, names without their quotes, in small letters.
    static func words(_ sql: [String]) -> Set<String> {
        Set(sql.flatMap(significant).map { $0.name.lowercased() })
    }

    /// The SQL between the tokens that `isCut` takes, of those that stand in no parentheses.
    ///
    /// - Parameter limit: so many parts at most; the last one is the rest.
    static func split(
        _ sql: String, limit: Int = .max, at isCut: (Token) -> Bool
    ) -> [String] {
        nested(sql).reduce(into: [""]) { parts, next in
            if next.isOutermost, parts.count < limit, isCut(next.token) {
                parts.append("")
            } else {
                parts[parts.count - 1] += next.token.text
            }
        }
    }
}
