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

    /// Names of functions that the SQL may call: what stands before parentheses, and operators that are functions
    /// (<https://sqlite.org/lang_expr.html>).
    static func functionNames(in sql: [String]) -> Set<FoldedName> {
        Set(
            sql.flatMap { sql in
                let tokens = significant(sql)
                return zip(tokens, tokens.dropFirst().map(Optional.some) + [nil])
                    .filter { $0.isOperator || ($0.isName && $1?.isSymbol("(") == true) }
                    .map { FoldedName($0.0.name) }
            })
    }
}

extension SQLTokenizer.Token {
    fileprivate var isName: Bool { kind == .word || kind == .quotedIdentifier }

    /// It calls a function that has its name.
    fileprivate var isOperator: Bool {
        isSymbol("->") || isSymbol("->>") || keyword.map(Self.operators.contains) == true
    }

    private static let operators: Set = [
        "LIKE", "GLOB", "MATCH", "REGEXP", "CURRENT_DATE", "CURRENT_TIME", "CURRENT_TIMESTAMP",
    ]
}
