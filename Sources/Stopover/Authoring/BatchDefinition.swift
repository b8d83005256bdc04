/// A batch as its author wrote it: the table, the rows, the key, and what is done to a chunk.
public struct BatchDefinition: Sendable {
    enum Work: Sendable {
        /// `UPDATE table SET set WHERE key range AND filter`.
        case update(set: String)
        /// Statements run once a chunk, the key range standing at `:chunk`.
        case statements(sql: String)
        case transform(RowTransform)
        case forEachRow(RowVisit)
    }

    let table: String
    let filter: String?
    let work: Work
    /// The columns to page by; nil takes the primary key.
    var keyColumns: [String]?
    /// At most so many rows a chunk; nil leaves it to the time.
    var chunkRowLimit: Int?
    var refusals = Refusals.stop

    init(table: String, filter: String?, work: Work) {
        self.table = table
        self.filter = filter
        self.work = work
    }
}

/// What becomes of a row whose closure throws, or whose value is not of the class asked for.
public enum Refusals: Sendable, Hashable {
    /// The migration fails at that row; its chunk is rolled back.
    case stop
    /// The row stays as it is and is noted by key and reason; one more than `upTo` fails the
    /// migration.
    case quarantine(upTo: Int)
}

/// A step that pages a table by keyset and changes it chunk by chunk.
public protocol BatchStep: Step {
    var batch: BatchDefinition { get set }
}

extension BatchStep {
    public var operation: Operation { Operation(.batch(batch)) }

    /// Pages by these columns, which must be the primary key or another unique index whose columns
    /// are all NOT NULL.
    public func key(_ columns: String...) -> Self {
        var copy = self
        copy.batch.keyColumns = columns
        return copy
    }

    /// At most `rows` rows a chunk (1 or more).
    public func chunk(rows: Int) -> Self {
        var copy = self
        copy.batch.chunkRowLimit = rows
        return copy
    }

    /// What becomes of a row that is refused; ``Refusals/stop`` unless said.
    public func refusals(_ policy: Refusals) -> Self {
        var copy = self
        copy.batch.refusals = policy
        return copy
    }
}
