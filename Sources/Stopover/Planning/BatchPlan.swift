/// A batch ready to run: its key, its SQL, and what it writes.
struct BatchPlan: Sendable {
    let definition: BatchDefinition
    let key: BatchKey
    let sql: BatchSQL
    /// Statements run once a chunk, of `Update` and `Batch`.
    let statements: [String]
    /// Tables that its SQL writes, triggers included; of a `ForEachRow` not known.
    let writes: Set<String>
    /// Values may be gone after it.
    let mayLoseData: Bool
    /// Its writes may make its `where` false, because that reads what they change; a `ForEachRow` may
    /// write anything.
    let mayEndFilter: Bool
    /// How a row snapshot keeps what it changes.
    let coverage: RowCoverage
    /// A chunk depends on no other rows than its own, and changes no others: it may be read before the one
    /// before it is written.
    let isIndependent: Bool
    /// What a transform or an update writes, where nothing becomes of the values but what each column's affinity
    /// says; nil else.
    let written: [WrittenColumn]?
    /// Reads what an update in SQL will set, beside the old values; nil of a closure, and where that may be
    /// something else when it is written.
    let updateSQL: RowSQL?
    /// Whether its `where` takes a row or not whenever it is asked, as long as that is the same.
    let isFilterSteady: Bool
    /// Names of functions that may be called when its rows are read.
    let functions: Set<FoldedName>
    /// Indexes of its table that it writes and can do without.
    let deferrableIndexes: [DeferrableIndex]
}

/// A column whose new values are known before they are written.
struct WrittenColumn: Sendable, Hashable {
    let name: String
    let affinity: Affinity
}

/// The statements that find a batch's way through its table.
struct BatchSQL: Sendable, Hashable {
    /// The highest key of the table.
    let highest: String
    /// The first key of the pass, and the first behind `previous`, both up to `upper`.
    let firstOfPass: String
    let firstOfChunk: String
    /// The key `:_skip` rows behind `first`, up to `upper`.
    let lastOfChunk: String
    /// Rows from `first` to `last`.
    let rowsOfChunk: String
    /// Rows of the whole table.
    let rowsOfTable: String
    /// As many as a limit has.
    let someRowsOfTable: String
    /// Rows of the table, or of the chunk, where the filter holds, counted up to `:_limit`; nil
    /// without a filter.
    let matching: String?
    let matchingInChunk: String?
    /// Of what a closure reads and writes.
    let rows: RowSQL

    init(_ key: BatchKey, _ definition: BatchDefinition) {
        let from = "FROM \(key.source)"
        let upTo = key.compare("<=", .upper)
        let order = "ORDER BY \(key.list)"
        let filter = definition.filter.map(bracketed)
        highest = "SELECT \(key.list) \(from) ORDER BY \(key.descendingList) LIMIT 1"
        firstOfPass = "SELECT \(key.list) \(from) WHERE \(upTo) \(order) LIMIT 1"
        firstOfChunk = """
            SELECT \(key.list) \(from) WHERE \(key.compare(">", .previous)) AND \(upTo) \(order) LIMIT 1
            """
        lastOfChunk = """
            SELECT \(key.list) \(from) WHERE \(key.compare(">=", .first)) AND \(upTo) \
            \(order) LIMIT 1 OFFSET :_skip
            """
        rowsOfChunk = "SELECT count(*) \(from) WHERE \(key.chunkRange)"
        rowsOfTable = "SELECT count(*) FROM \(quoted(key.table))"
        someRowsOfTable =
            "SELECT count(*) FROM (SELECT 1 FROM \(quoted(key.table)) LIMIT :_limit)"
        matching = filter.map {
            "SELECT count(*) FROM (SELECT 1 FROM \(quoted(key.table)) WHERE \($0) LIMIT :_limit)"
        }
        matchingInChunk = filter.map {
            "SELECT count(*) FROM (SELECT 1 \(from) WHERE \(key.chunkRange) AND \($0) LIMIT :_limit)"
        }
        rows = RowSQL(
            key, filter: definition.filter,
            reading: definition.work.reading.map { "\(quoted(key.table)).\(quoted($0))" },
            writing: definition.work.writing)
    }
}

extension BatchDefinition.Work {
    /// Columns that a closure reads.
    var reading: [String] {
        switch self {
        case .transform(let transform): transform.reading
        case .forEachRow(let visit): visit.reading
        case .update, .statements: []
        }
    }

    /// A closure that may write anything.
    var isOpaque: Bool {
        if case .forEachRow = self { true } else { false }
    }

    /// Columns that a closure writes.
    var writing: [String] {
        if case .transform(let transform) = self { transform.writing } else { [] }
    }
}
