extension Script {
    /// The SQL behind its first `count` statements, which are done.
    ///
    /// Compiling them to find where they end would fail: what they made is there already. So SQLite
    /// says where each ends without compiling it.
    func remainder(after count: Int) -> String {
        guard count > 0 else { return sql }
        var left = count
        var statement = ""
        var isEmpty = true
        var rest = sql.startIndex
        for token in SQLTokenizer(sql) where left > 0 {
            statement += token.text
            if token.isSemicolon {
                guard isEmpty || SQLText.isComplete(statement) else { continue }
                rest = token.text.endIndex
                // A semicolon alone is no statement.
                if !isEmpty { left -= 1 }
                statement = ""
                isEmpty = true
            } else if token.isSignificant {
                isEmpty = false
            }
        }
        return left > 0 ? "" : String(sql[rest...])
    }
}
