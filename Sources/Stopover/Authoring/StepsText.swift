/// Steps as the text of an SQL file's sections: what the history stores of `up` and `down`, so that
/// `rollback` works when the code is gone.
enum StepsText {
    /// What errors and locations call the text that is read back.
    static let source = "the steps in the history"

    /// The steps as text; nil where there are none, or where SQL can't say one of them: a closure, a
    /// transform, a visit of rows, a count of rows, a filter beside `:first` and `:last`.
    static func render(_ operations: [Operation], direction: Direction) -> String? {
        var sections: [String] = []
        for operation in operations {
            guard let section = section(operation, direction) else { return nil }
            let isScript = section.hasPrefix(directive(direction))
            if sections.isEmpty, !isScript { sections.append(directive(direction) + "\n") }
            sections.append(section)
        }
        let text = sections.joined()
        // SQL may hold a line that reads as a directive, and a name a line end.
        guard let steps = try? parse(text, direction: direction), !steps.isEmpty,
            checksum(steps) == checksum(operations)
        else { return nil }
        return text
    }

    /// The steps of that direction in a text that `render` made.
    ///
    /// - Throws: ``MigrationError/Code/invalidFile`` where it was changed since.
    static func parse(_ text: String, direction: Direction) throws -> [Operation] {
        try SQLSections(text, file: source).steps()[direction] ?? []
    }

    private static func checksum(_ operations: [Operation]) -> String {
        Checksum.of(operations: operations, revision: 1, foreignKeys: .checked)
    }
}

extension StepsText {
    private static func directive(_ direction: Direction) -> String {
        "-- migrate:\(direction.rawValue)"
    }

    private static func section(_ operation: Operation, _ direction: Direction) -> String? {
        switch operation.kind {
        case .script(let script):
            return section(script, directive(direction), operation.foreignKeys)
        case .addColumn(let table, let definition):
            let script = Script(addingColumn: definition, to: table)
            return section(script, directive(direction), operation.foreignKeys)
        case .batch(let batch):
            return section(batch)
        case .verify(.noRows(let text, let sql)):
            let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
            return section("-- migrate:verify \(line)", sql)
        case .restoreRows: return "-- migrate:restore\n"
        case .closure, .verify(.sameRowCount):
            return nil
        }
    }

    private static func section(
        _ script: Script, _ directive: String, _ foreignKeys: ForeignKeys?
    ) -> String {
        var line = directive
        if !script.inTransaction { line += " transaction:false" }
        if let foreignKeys, foreignKeys != .checked {
            line += " foreign_keys:\(foreignKeys.rawValue)"
        }
        return section(line, script.sql)
    }

    private static func section(_ batch: BatchDefinition) -> String? {
        var line = "-- migrate:batch table:" + SQLOptionValue.text(of: [batch.table])
        if let columns = batch.keyColumns { line += " key:" + SQLOptionValue.text(of: columns) }
        if let rows = batch.chunkRowLimit { line += " chunk:\(rows)" }
        switch batch.work {
        case .update(let set): return section(line, batch.statements(updating: set))
        case .statements(let sql): return batch.statements(narrowing: sql).map { section(line, $0) }
        case .transform, .forEachRow: return nil
        }
    }

    private static func section(_ directive: String, _ sql: String) -> String {
        directive + "\n" + sql + (sql.hasSuffix("\n") ? "" : "\n")
    }
}
