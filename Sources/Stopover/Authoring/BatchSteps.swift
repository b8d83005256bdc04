public import GRDB

/// Changes columns by SQL; the engine writes the key range.
///
/// Each chunk issues `UPDATE table SET set WHERE (key range) AND (where)`.
public struct Update: BatchStep {
    public var batch: BatchDefinition

    /// - Parameters:
    ///   - table: the table whose rows are changed.
    ///   - set: what stands behind SET, such as `email = lower(trim(email))`.
    ///   - filter: the rows to take, in SQL; all rows where it is nil.
    public init(_ table: String, set: String, where filter: String? = nil) {
        batch = BatchDefinition(table: table, filter: filter, work: .update(set: set))
    }
}

/// Statements run once a chunk, all in the chunk's transaction.
///
/// `:chunk` in them stands for the chunk's key range in `table`; `:first` and `:last` (with a
/// composite key `:first_a`, `:last_a` for column a) are bound to its lowest and highest key.
public struct Batch: BatchStep {
    public var batch: BatchDefinition

    /// - Parameters:
    ///   - table: the table to page by its key.
    ///   - filter: narrows `:chunk` to the rows where it holds.
    ///   - sql: one statement or more.
    public init(_ table: String, where filter: String? = nil, _ sql: String) {
        batch = BatchDefinition(table: table, filter: filter, work: .statements(sql: sql))
    }
}

/// Any writes, row by row: split into other tables, merge, delete. They belong to the chunk's
/// transaction.
public struct ForEachRow: BatchStep {
    public var batch: BatchDefinition

    /// - Parameters:
    ///   - table: the table whose rows are visited.
    ///   - filter: the rows to take, in SQL; all rows where it is nil.
    ///   - columns: the columns handed to `body`, in order; NULL is nil.
    ///   - body: called once for each row. It must not begin or end a transaction.
    @inlinable
    public init<each In: ColumnValue>(
        _ table: String, where filter: String? = nil,
        reading columns: repeat TypedColumn<each In>,
        body: @escaping @Sendable (Database, repeat (each In)?) throws -> Void
    ) {
        let visit: RowVisit.Body = { db, row in
            var row = row
            try body(db, repeat row.next((each columns)))
        }
        let names = ColumnNames(repeat each columns).all
        self.init(table, where: filter, RowVisit(reading: names, body: visit))
    }

    @usableFromInline
    init(_ table: String, where filter: String?, _ visit: RowVisit) {
        batch = BatchDefinition(table: table, filter: filter, work: .forEachRow(visit))
    }
}
