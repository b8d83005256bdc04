/// Columns of which no two rows may have the same values: how to find the row that has them.
struct UniqueKey: Sendable {
    let columns: [String]
    /// `"t"."a" COLLATE NOCASE = ?1 AND …`, never true of NULL, as the constraint isn't either.
    let condition: String

    /// Those of a table whose values can be told from its stored columns: the rowid under its other
    /// name and the unique indexes, but for partial ones and those of expressions and generated
    /// columns.
    static func all(of shape: TableShape) -> [Self] {
        let alias = shape.rowIDAlias.map {
            Self(
                columns: [$0.name],
                condition: "\(quoted(shape.name)).\(quoted($0.name)) = ?1")
        }
        return [alias].compactMap { $0 } + shape.indexes.compactMap { Self($0, of: shape) }
    }

    private init(columns: [String], condition: String) {
        self.columns = columns
        self.condition = condition
    }

    private init?(_ index: TableShape.Index, of shape: TableShape) {
        guard index.isUnique, !index.isPartial else { return nil }
        let columns = index.parts.compactMap { part in
            part.column.flatMap(shape.column).flatMap { $0.isGenerated ? nil : $0.name }
        }
        guard columns.count == index.parts.count else { return nil }
        self.columns = columns
        condition = zip(columns, index.parts).enumerated().map { place, part in
            "\(quoted(shape.name)).\(quoted(part.0)) COLLATE \(quoted(part.1.collation)) = ?\(place + 1)"
        }.joined(separator: " AND ")
    }
}
