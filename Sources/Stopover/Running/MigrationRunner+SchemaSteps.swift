import GRDB

/// Schema steps, which commit in groups, with the checkpoint or the history row.
extension MigrationRunner {
    /// Steps that commit together.
    mutating func runGroup(_ steps: Range<Int>) throws {
        let mode = plan.foreignKeys(of: plan.operations[steps.lowerBound])
        let effects = plan.effects(of: steps)
        let start = ContinuousClock.now
        var current = steps.lowerBound
        do {
            try transaction(foreignKeys: mode) { runner, db in
                let guarded = try SchemaGuard(
                    db, mode, effects, except: runner.context.store.tables)
                if !runner.isStored { try runner.countRows(db) }
                for index in steps {
                    current = index
                    try runner.runStep(index, db)
                    try db.requireTransaction()
                }
                try guarded.check(db)
                runner.checkpoint.finishSteps(upTo: steps.upperBound)
                runner.checkpoint.activeSeconds += (ContinuousClock.now - start) / .seconds(1)
                if steps.upperBound == runner.plan.operations.count {
                    try runner.finish(in: db)
                } else {
                    try runner.save(db)
                }
            }
        } catch {
            throw StepFailure.of(error, step: current, plan)
        }
    }

    private func runStep(_ index: Int, _ db: Database) throws {
        let operation = plan.operations[index]
        failpoint(.beforeSchemaStep)
        defer { failpoint(.afterSchemaStep) }
        try SchemaStep(operation).run(db) { try db.requireTransaction() }
        guard case .verify(.sameRowCount(let tables)) = operation.kind else { return }
        for table in tables {
            let (before, after) = (
                checkpoint.rowCounts[table] ?? 0, try SchemaGuard.count(db, table)
            )
            guard before != after else { continue }
            throw MigrationError(
                .verificationFailed,
                "\(table) has \(after) rows, and had \(before) when the migration began",
                hint: "Find what added or took rows, then run again or roll back.",
                outcome: .failed)
        }
    }

    /// A script without a transaction: each statement commits by itself, then its checkpoint.
    mutating func runScript(_ operation: Operation) throws {
        guard case .script(let script) = operation.kind else { return }
        let mode = plan.foreignKeys(of: operation)
        let index = checkpoint.step
        do {
            // Unlike a transaction's, its progress holds when a later statement fails.
            var runner = self
            defer { self = runner }
            try context.write { db in
                guard try db.schemaVersion() == runner.schemaVersion else { throw SchemaMoved() }
                try db.withForeignKeys(mode) {
                    try runner.runStatements(script, mode, db)
                }
            }
        } catch {
            throw StepFailure.of(error, step: index, plan)
        }
        try transaction { runner, db in
            runner.checkpoint.finishSteps(upTo: index + 1)
            try runner.save(db)
        }
    }

    private mutating func runStatements(
        _ script: Script, _ mode: ForeignKeys, _ db: Database
    ) throws {
        let effects = plan.effects(of: checkpoint.step..<checkpoint.step + 1)
        let statements = try db.allStatements(sql: script.remainder(after: checkpoint.statement))
        while let statement = try statements.next() {
            failpoint(.beforeSchemaStep)
            defer { failpoint(.afterSchemaStep) }
            var next = checkpoint
            next.statement += 1
            next.failure = nil
            let kind = SQLStatementKind(statement.sql)
            switch kind {
            case .vacuum, .pragma:
                // They can't be in a transaction, so a crash before the checkpoint repeats them,
                // which they bear. A PRAGMA that answers must be read to its end.
                _ = try Row.fetchAll(statement)
                try db.immediate { try save(next, in: $0) }
            default:
                try db.immediate { db in
                    let guarded =
                        kind == .create
                        ? nil
                        : try SchemaGuard(db, mode, effects, except: context.store.tables)
                    try statement.execute()
                    try db.requireTransaction()
                    try guarded?.check(db)
                    try save(next, in: db)
                }
            }
            checkpoint = next
            schemaVersion = try db.schemaVersion()
        }
    }

    private func save(_ next: Checkpoint, in db: Database) throws {
        guard try context.store.isCurrent(db, checkpoint) else { throw StepFailure.fenced }
        try context.store.save(db, next)
    }
}
