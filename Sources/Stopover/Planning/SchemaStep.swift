import GRDB

/// Runs a schema step or a check, on the database as on the copy of its schema.
struct SchemaStep {
    let operation: Operation

    init(_ operation: Operation) {
        self.operation = operation
    }

    /// Runs the step in the caller's transaction, or without one.
    ///
    /// - Parameters:
    ///   - didRun: called after each statement of a script.
    func run(_ db: Database, didRun: () throws -> Void) throws {
        switch operation.kind {
        case .script(let script):
            let statements = try db.allStatements(sql: script.sql)
            while let statement = try statements.next() {
                try statement.execute()
                try didRun()
            }
        case .closure(let body): try body(db)
        case .addColumn(let table, let definition): try addColumn(db, table, definition)
        case .verify(.noRows(let text, let sql)): try verify(db, text, sql)
        case .verify(.sameRowCount(let tables)):
            for table in tables {
                guard try db.tableExists(table) else {
                    throw MigrationError(
                        .invalidSQL, "There is no table \(table) to count",
                        hint: "Name a table that exists when the check runs.")
                }
            }
        case .batch, .restoreRows: break
        }
    }

    /// Tries the step on the copy of the schema. A check is only compiled there: rows that an earlier
    /// step inserted lack what the batches between would have made of them.
    ///
    /// - Parameter count: so many statements of a script are passed over: they are done.
    func attempt(_ db: Database, skipping count: Int) throws {
        switch operation.kind {
        case .script(let script): try attempt(db, script, skipping: count)
        case .verify(.noRows(_, let sql)):
            let statement = try db.makeStatement(sql: sql)
            guard statement.isReadonly else {
                throw MigrationError(
                    .invalidSQL, "A check must not change anything",
                    hint: "Write a SELECT that finds the rows that are wrong.")
            }
        default: try run(db) {}
        }
    }

    /// Refuses a statement before it runs: even on the copy, ATTACH and VACUUM INTO reach files.
    private func attempt(_ db: Database, _ script: Script, skipping count: Int) throws {
        let rule = StatementRule(inTransaction: script.inTransaction)
        let statements = try db.allStatements(sql: script.remainder(after: count))
        while let statement = try statements.next() {
            if let refusal = rule.refusal(of: SQLStatementKind(statement.sql)) { throw refusal }
            do {
                try statement.execute()
            } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
                // Rows decide this, such as a parent's, and the copy has none.
            }
        }
    }

    private func addColumn(_ db: Database, _ table: String, _ definition: String) throws {
        let name = SQLTokenizer.significant(definition).first?.name ?? ""
        if let shape = try TableShape(db, table: table), shape.column(name) != nil { return }
        try db.execute(sql: "ALTER TABLE \(quoted(table)) ADD COLUMN \(definition)")
    }

    private func verify(_ db: Database, _ text: String, _ sql: String) throws {
        let found = try Row.fetchOne(db, sql: sql)
        guard found != nil else { return }
        throw MigrationError(
            .verificationFailed, "\(text): does not hold",
            hint: "The query of the check finds the rows: mend them, then run again.",
            outcome: .failed)
    }
}
