/// Parameters in the SQL of a batch, found token by token: what stands in a string, a comment or a
/// quoted name is none.
enum ChunkTemplate {
    /// The parameters `:name` of the SQL, without their colons: `chunk`, `first`, `last_a`.
    static func names(in sql: String) -> Set<String> {
        Set(SQLTokenizer(sql).compactMap(\.parameterName))
    }

    /// The SQL with `(range)` in place of each `:chunk`.
    static func replacingChunk(in sql: String, with range: String) -> String {
        SQLTokenizer(sql).reduce(into: "") { result, token in
            if token.parameterName == "chunk" {
                result += "(\(range))"
            } else {
                result += token.text
            }
        }
    }

    /// Whether a batch binds the parameter: `chunk`, `first`, `last`, and with a composite key
    /// `first_a`, `last_a` for its column a.
    static func isBound(_ name: String) -> Bool {
        name == "chunk" || isEdge(name)
    }

    /// Whether the parameter stands for the lowest or the highest key of the chunk.
    static func isEdge(_ name: String) -> Bool {
        name == "first" || name == "last" || name.hasPrefix("first_") || name.hasPrefix("last_")
    }
}

extension SQLTokenizer.Token {
    /// The name of a parameter `:name`; nil of other tokens, `@name` and `?1` among them.
    var parameterName: String? {
        kind == .parameter && text.utf8.first == UInt8(ascii: ":") ? String(text.dropFirst()) : nil
    }
}
