/// Names of tables and columns in SQL.
enum SQLName {
    /// The name in double quotes, whatever it is made of.
    static func quoted(_ name: String) -> String {
        "\"" + doublingQuotes(name) + "\""
    }

    /// The name as it is where it is a plain identifier, and in double quotes elsewhere.
    static func quotedWhereNeeded(_ name: String) -> String {
        let tokens = Array(SQLTokenizer(name))
        return tokens.count == 1 && tokens[0].kind == .word ? name : quoted(name)
    }

    private static func doublingQuotes(_ name: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in name.unicodeScalars {
            if scalar == "\"" { result.append(scalar) }
            result.append(scalar)
        }
        return String(result)
    }
}
