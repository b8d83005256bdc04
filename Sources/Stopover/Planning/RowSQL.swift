/// The statements that read a chunk's rows, and write what is made of them.
struct RowSQL: Sendable, Hashable {
    /// Key and inputs of the rows of the chunk.
    let page: PageSQL
    /// And the columns that are written, as they are.
    let pageWithOld: PageSQL
    /// Without a filter.
    let takesAll: Bool
    let inputCount: Int
    let outputCount: Int
    /// Nil where nothing is written.
    let write: WriteSQL?

    /// - Parameters:
    ///   - filter: the rows to take; all where it is nil.
    ///   - inputs: expressions over one row.
    ///   - outputs: columns.
    init(_ key: BatchKey, filter: String?, reading inputs: [String], writing outputs: [String]) {
        (takesAll, inputCount, outputCount) = (filter == nil, inputs.count, outputs.count)
        let table = quoted(key.table)
        func page(_ columns: [String]) -> PageSQL {
            let select =
                "SELECT \(([key.list] + columns).joined(separator: ", ")) FROM \(key.source)"
            let end = "\(key.compare("<=", .last))\(and(filter)) ORDER BY \(key.list)"
            return PageSQL(
                first: "\(select) WHERE \(key.compare(">=", .first)) AND \(end)",
                next: "\(select) WHERE \(key.compare(">", .previous)) AND \(end)")
        }
        self.page = page(inputs)
        pageWithOld = page(inputs + outputs.map { "\(table).\(quoted($0))" })
        write = outputs.isEmpty ? nil : WriteSQL(key, outputs)
    }
}

/// From the chunk's first key, and from behind `previous`.
struct PageSQL: Sendable, Hashable {
    let first: String
    let next: String

    var all: [String] { [first, next] }
}

/// Writes the outputs of a ``RowFeed``.
struct WriteSQL: Sendable, Hashable {
    /// To all rows of the chunk.
    let range: String
    /// To those that it has.
    let readyRows: String

    var all: [String] { [range, readyRows] }

    init(_ key: BatchKey, _ outputs: [String]) {
        let columns = key.parts.map { "\(quoted(key.table)).\(quoted($0.column))" }
            .joined(separator: ", ")
        let set = outputs.enumerated()
            .map { "\(quoted($1)) = \(RowFeed.valueFunction)(\($0), \(columns))" }
        range = """
            UPDATE \(key.source) SET \(set.joined(separator: ", ")) WHERE \(key.chunkRange)
            """
        readyRows = "\(range) AND \(RowFeed.readyFunction)(\(columns))"
    }
}
