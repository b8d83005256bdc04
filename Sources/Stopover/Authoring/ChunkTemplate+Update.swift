extension ChunkTemplate {
    /// Whether the SQL is `UPDATE table SET … WHERE …` with `:chunk` among the conditions that all must hold,
    /// which shows that it writes rows of the chunk alone.
    ///
    /// False does not say that it writes others: only what can't be anything else is recognized.
    static func updatesChunkAlone(_ sql: String, of table: String) -> Bool {
        let tokens = outermost(sql)
        guard tokens.count > 3, tokens[0].keyword == "UPDATE", tokens[2].keyword == "SET",
            tokens[1].kind == .word || tokens[1].kind == .quotedIdentifier,
            FoldedName(tokens[1].name) == FoldedName(table),
            let start = tokens.firstIndex(where: { $0.keyword == "WHERE" })
        else { return false }
        let conditions = tokens[(start + 1)...]
        guard !tokens[..<start].contains(where: { $0.keyword == "FROM" }),
            !conditions.contains(where: {
                $0.isSemicolon || $0.keyword.map(others.contains) == true
            })
        else { return false }
        return conditions.indices.contains { index in
            let (before, behind) = (tokens[index - 1], tokens.dropFirst(index + 1).first)
            return tokens[index].parameterName == "chunk"
                && (before.keyword == "WHERE" || before.keyword == "AND")
                && (behind == nil || behind?.keyword == "AND")
        }
    }

    /// With one of these an AND may not join conditions, a condition may not be needed, or the UPDATE has
    /// further parts.
    private static let others: Set = ["OR", "BETWEEN", "CASE", "RETURNING", "ORDER", "LIMIT"]

    /// The significant tokens that stand in no parentheses, up to semicolons at the end.
    private static func outermost(_ sql: String) -> [SQLTokenizer.Token] {
        var tokens = SQLTokenizer.nested(sql).filter { $0.isOutermost && $0.token.isSignificant }
            .map(\.token)
        while tokens.last?.isSemicolon == true { tokens.removeLast() }
        return tokens
    }
}
