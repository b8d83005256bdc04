/// What one statement is, as far as its first words tell: what a transaction can't hold or ignores.
enum SQLStatementKind: Hashable, Sendable {
    /// Comments and semicolons only.
    case empty
    /// `BEGIN`, `COMMIT`, `END`, `ROLLBACK`, `SAVEPOINT`, `RELEASE`.
    case transactionControl(String)
    case vacuum
    /// It writes another database.
    case vacuumInto
    /// `ATTACH`, `DETACH`.
    case attach(String)
    /// Its name in lower case, without the schema before it.
    case pragma(String)
    /// It makes something, and changes no row of what there is.
    case create
    case other

    init(_ sql: String) {
        let tokens = SQLTokenizer(sql).lazy.filter { $0.isSignificant && !$0.isSemicolon }
        // The longest head that tells: PRAGMA schema.name.
        let head = Array(tokens.prefix(4))
        guard let first = head.first else {
            self = .empty
            return
        }
        switch first.keyword {
        case "BEGIN"?, "COMMIT"?, "END"?, "ROLLBACK"?, "SAVEPOINT"?, "RELEASE"?:
            self = .transactionControl(first.text.uppercased())
        case "VACUUM"?:
            self = head.contains { $0.keyword == "INTO" } ? .vacuumInto : .vacuum
        case "ATTACH"?, "DETACH"?: self = .attach(first.text.uppercased())
        case "CREATE"?: self = .create
        case "PRAGMA"?: self = .pragma(Self.pragmaName(head.dropFirst()))
        default: self = .other
        }
    }

    private static func pragmaName(_ tokens: ArraySlice<SQLTokenizer.Token>) -> String {
        let names = tokens.split(maxSplits: 1, omittingEmptySubsequences: false) {
            $0.kind == .symbol && $0.text == "."
        }
        let hasSchema = names.count == 2 && names[0].count == 1
        return (hasSchema ? names[1] : tokens).first?.name.lowercased() ?? ""
    }
}
