/// What an UPDATE sets, taken apart: columns, and an expression for each.
///
/// Only what can't be anything else is recognized: where there is none, that says nothing of the SQL.
struct RowAssignments: Sendable, Hashable {
    let columns: [String]
    let expressions: [String]
    /// The rows that it takes of the chunk; nil takes all.
    let filter: String?

    init?(_ definition: BatchDefinition) {
        switch definition.work {
        case .update(let set): self.init(set: set, filter: definition.filter)
        case .statements(let sql): self.init(sql, of: definition.table, filter: definition.filter)
        case .transform, .forEachRow: return nil
        }
    }

    /// - Parameter sql: `UPDATE table SET … WHERE …`, of rows of the chunk alone.
    private init?(_ sql: String, of table: String, filter: String?) {
        guard ChunkTemplate.updatesChunkAlone(sql, of: table) else { return nil }
        let parts = SQLTokenizer.split(sql) {
            $0.keyword == "SET" || $0.keyword == "WHERE" || $0.isSemicolon
        }
        guard parts.count > 2 else { return nil }
        let conditions = SQLTokenizer.significant(parts[2])
        guard conditions.allSatisfy({ $0.kind != .parameter || $0.parameterName == "chunk" }) else {
            return nil
        }
        // The rows are asked for by their range: within it, that is true.
        let inRange = "1" + and(filter)
        let isChunkAlone = conditions.count == 1
        self.init(
            set: parts[1],
            filter: isChunkAlone
                ? filter : ChunkTemplate.replacingChunk(in: parts[2], with: inRange))
    }

    /// - Parameter set: what stands behind SET.
    private init?(set: String, filter: String?) {
        let tokens = SQLTokenizer.significant(set)
        let isPlain = tokens.allSatisfy { token in
            token.kind != .parameter && !token.isSemicolon
                && token.keyword.map(Self.ends.contains) != true
        }
        guard isPlain else { return nil }
        var (columns, expressions): ([String], [String]) = ([], [])
        for assignment in SQLTokenizer.split(set, at: { $0.isSymbol(",") }) {
            let sides = SQLTokenizer.split(assignment, limit: 2) { $0.isSymbol("=") }
            let column = SQLTokenizer.significant(sides[0])
            guard sides.count == 2, !SQLTokenizer.significant(sides[1]).isEmpty,
                column.count == 1, column[0].kind == .word || column[0].kind == .quotedIdentifier
            else { return nil }
            columns.append(column[0].name)
            expressions.append(bracketed(sides[1]))
        }
        // Of two for one column, SQLite takes one.
        guard Set(columns.map(FoldedName.init)).count == columns.count else { return nil }
        (self.columns, self.expressions, self.filter) = (columns, expressions, filter)
    }

    /// What may end the assignments, or ask for other rows.
    private static let ends: Set = ["FROM", "WHERE", "RETURNING", "ORDER", "LIMIT", "SELECT"]
}
