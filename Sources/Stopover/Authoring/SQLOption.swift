/// An option behind the name of a section: `transaction:false`.
enum SQLOption: String {
    case transaction
    case foreignKeys = "foreign_keys"
    case table
    case key
    case chunk

    fileprivate var takes: String {
        switch self {
        case .transaction: "true or false"
        case .foreignKeys: ForeignKeys.allCases.map(\.rawValue).listed(with: "or")
        case .table: "a table's name, in double quotes unless it is a plain one"
        case .key: "columns with commas between them, in double quotes unless plain"
        case .chunk: "a number of rows, 1 or more"
        }
    }
}

/// What stands behind the colon of an option.
struct SQLOptionValue {
    let option: SQLOption
    let text: String

    func transaction() throws(SQLFault) -> Bool {
        guard let value = Bool(text) else { throw fault }
        return value
    }

    func foreignKeys() throws(SQLFault) -> ForeignKeys {
        guard let value = ForeignKeys(rawValue: text) else { throw fault }
        return value
    }

    func rowCount() throws(SQLFault) -> Int {
        guard let value = Int(text), value >= 1 else { throw fault }
        return value
    }

    func name() throws(SQLFault) -> String {
        let names = try names()
        guard names.count == 1 else { throw fault }
        return names[0]
    }

    func names() throws(SQLFault) -> [String] {
        let parts = Array(SQLTokenizer(text)).split(omittingEmptySubsequences: false) {
            $0.kind == .symbol && $0.text == ","
        }
        var names: [String] = []
        for part in parts {
            guard part.count == 1, let token = part.first, token.isClosed,
                token.kind == .word || token.kind == .quotedIdentifier, !token.name.isEmpty
            else { throw fault }
            names.append(token.name)
        }
        return names
    }

    /// The text that `names()` reads as these names.
    static func text(of names: [String]) -> String {
        names.map { name in
            let tokens = Array(SQLTokenizer(name))
            let isPlain = tokens.count == 1 && tokens[0].kind == .word
            return isPlain ? name : quoted(name)
        }.joined(separator: ",")
    }

    private var fault: SQLFault {
        SQLFault(
            "\"\(text)\" is no value of \(option.rawValue):",
            hint: "\(option.rawValue): takes \(option.takes).")
    }
}
