public import GRDB

/// A schema step: SQL, any number of statements, triggers included; or any GRDB code.
///
/// The plan tries it on an in-memory copy of the schema, without rows, before the database changes;
/// a closure runs there as well, so it must not depend on rows being there and must have no effect
/// but on the database it is handed.
public struct Execute: Step {
    public let operation: Operation

    /// Runs SQL, which SQLite itself splits into statements.
    ///
    /// - Parameters:
    ///   - sql: one statement or more.
    ///   - transaction: false makes each statement a transaction of its own with its checkpoint; a
    ///     `VACUUM` or a PRAGMA, which can't be in one, may run again after a crash.
    public init(_ sql: String, transaction: Bool = true) {
        operation = Operation(.script(Script(sql: sql, inTransaction: transaction)))
    }

    /// Runs GRDB code in the transaction of the schema steps that stand together.
    public init(_ body: @escaping @Sendable (Database) throws -> Void) {
        operation = Operation(.closure(body))
    }
}

/// `ALTER TABLE … ADD COLUMN`, passed over when the column is already there.
public struct AddColumn: Step {
    public let operation: Operation

    /// - Parameters:
    ///   - table: the table that gets the column.
    ///   - definition: what stands after `ADD COLUMN`, such as `phone_e164 TEXT`.
    public init(_ table: String, _ definition: String) {
        operation = Operation(.addColumn(table: table, definition: definition))
    }
}

/// In `down`: puts the pre-images of `up`'s batches back at this place, as ``Migrator/rollback(_:conflicts:stop:onProgress:)``
/// does by itself for a migration of batches without `down`.
///
/// A run records them where `down` has this step; ``RunSettings/snapshot`` says `auto` or `rows`.
public struct RestoreRows: Step {
    public let operation = Operation(.restoreRows)

    public init() {}
}

/// A check: the migration fails unless it holds. It changes nothing.
public struct Verify: Step {
    public let operation: Operation

    /// Fails with `text` if `sql` finds a row.
    public init(_ text: String, noRows sql: String) {
        operation = Operation(.verify(.noRows(text: text, sql: sql)))
    }

    /// Fails unless each table has as many rows as when the migration began.
    public init(sameRowCount tables: String...) {
        operation = Operation(.verify(.sameRowCount(tables: tables)))
    }
}
