import GRDB

/// What the engine carries out for one step. Steps make it; nothing in it is for users.
public struct Operation: Sendable {
    enum Kind: Sendable {
        case script(Script)
        case closure(@Sendable (Database) throws -> Void)
        case addColumn(table: String, definition: String)
        case batch(BatchDefinition)
        case verify(Verification)
        case restoreRows
    }

    let kind: Kind
    /// Overrides the migration's own setting; nil of Swift steps.
    var foreignKeys: ForeignKeys?
    /// Where the step stands; nil of Swift steps.
    var location: FileLocation?

    init(_ kind: Kind, foreignKeys: ForeignKeys? = nil, location: FileLocation? = nil) {
        self.kind = kind
        self.foreignKeys = foreignKeys
        self.location = location
    }
}

extension Operation {
    /// Puts the pre-images of `up`'s batches back.
    var restoresRows: Bool {
        if case .restoreRows = kind { true } else { false }
    }

    /// It runs chunk by chunk.
    var batch: BatchDefinition? {
        if case .batch(let batch) = kind { batch } else { nil }
    }

    /// It is code, which runs on the empty copy of the schema as well.
    var isClosure: Bool {
        if case .closure = kind { true } else { false }
    }

    /// It commits chunk by chunk, and is no part of a transaction with the steps that it stands with.
    var isChunked: Bool {
        switch kind {
        case .batch, .restoreRows: true
        case .script, .closure, .addColumn, .verify: false
        }
    }
}

/// SQL of a schema step: any number of statements.
struct Script: Sendable {
    var sql: String
    /// False: each statement is a transaction of its own, with its checkpoint.
    var inTransaction = true
}

/// What must hold, or the migration fails.
enum Verification: Sendable {
    /// `sql` must find no row.
    case noRows(text: String, sql: String)
    /// The tables must have as many rows as before the migration.
    case sameRowCount(tables: [String])
}

/// A file and a line of it, counted from 1.
struct FileLocation: Sendable, Hashable, CustomStringConvertible {
    let file: String
    let line: Int

    var description: String { "\(file):\(line)" }
}
