// What a step says in SQL alone. The checksum is taken of it and the history stores it: so a Swift
// step and the SQL file that says the same have one checksum, and so have the steps read back from
// the history.

extension Script {
    init(addingColumn definition: String, to table: String) {
        self.init(sql: "ALTER TABLE \(quoted(table)) ADD COLUMN \(definition)")
    }
}

extension BatchDefinition {
    /// An `UPDATE` of the batch's table and filter, with the key range at `:chunk`.
    func statements(updating set: String) -> String {
        // Each part ends its line: a comment at its end must not swallow what follows.
        let condition = filter.map { "\(bracketed($0)) AND :chunk" } ?? ":chunk"
        return "UPDATE \(quoted(table)) SET \(set)\nWHERE \(condition)"
    }

    /// The SQL with the batch's filter beside each `:chunk`, which it narrows; nil where the SQL
    /// uses `:first` and `:last`, beside which it can't be written.
    func statements(narrowing sql: String) -> String? {
        guard let filter else { return sql }
        guard !ChunkTemplate.names(in: sql).contains(where: ChunkTemplate.isEdge) else {
            return nil
        }
        return ChunkTemplate.replacingChunk(in: sql, with: ":chunk" + and(filter))
    }
}

extension Operation {
    /// It holds code, of which the engine knows nothing but the declared revision.
    var holdsClosure: Bool {
        switch kind {
        case .closure: true
        case .batch(let batch): batch.holdsClosure
        case .script, .addColumn, .verify, .restoreRows: false
        }
    }
}

extension BatchDefinition {
    fileprivate var holdsClosure: Bool {
        switch work {
        case .transform, .forEachRow: true
        case .update, .statements: false
        }
    }
}
