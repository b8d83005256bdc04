/// How plans, progress and errors call a step.
extension Operation {
    var description: String {
        switch kind {
        case .script(let script): "Execute: \(Self.shortened(script.sql))"
        case .closure: "Execute (Swift)"
        case .addColumn(let table, let definition): "AddColumn \(table): \(definition)"
        case .batch(let batch): batch.description
        case .verify(.noRows(let text, _)): "Verify: \(text)"
        case .verify(.sameRowCount(let tables)):
            "Verify: same row count in \(tables.joined(separator: ", "))"
        case .restoreRows: "RestoreRows"
        }
    }

    /// What an error says of it first: the place in its file, or its number, counted from 1.
    func place(_ number: Int) -> String {
        location.map { "\($0): " } ?? "step \(number): "
    }

    /// The first line that says something, at most 60 characters.
    private static func shortened(_ sql: String) -> String {
        let words = SQLTokenizer.significant(sql).prefix(40).map { String($0.text) }
        let line = words.joined(separator: " ")
            .replacing(" (", with: "(").replacing("( ", with: "(").replacing(" )", with: ")")
            .replacing(" ,", with: ",").replacing(" ;", with: ";").replacing(" . ", with: ".")
        return line.count <= 60 ? line : line.prefix(59) + "…"
    }
}

extension BatchDefinition {
    var description: String {
        switch work {
        case .update: "Update \(table)"
        case .statements: "Batch \(table)"
        case .transform: "Transform \(table)"
        case .forEachRow: "ForEachRow \(table)"
        }
    }
}
