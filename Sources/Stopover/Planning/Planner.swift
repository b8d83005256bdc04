import GRDB

/// Makes the plan of a run: every step that is left is tried on an in-memory copy of the schema.
struct Planner {
    let configuration: Configuration
    let hasHistory: Bool

    /// Tries `migrations`, in order, on a copy of the schema that `db` sees.
    func plan(
        _ migrations: [MigrationPlan], _ direction: Direction, _ db: Database
    ) throws -> RunPlan {
        var plan = RunPlan(direction: direction)
        plan.schemaVersion = try db.schemaVersion()
        guard !migrations.isEmpty else { return plan }
        let clone = try SchemaClone(of: db, configuration: configuration)
        plan.uncopied = clone.missing
        let enforces = try db.enforcesForeignKeys()
        for migration in migrations {
            var migration = migration
            migration.steps = try steps(migration, clone, foreignKeys: enforces)
            plan.migrations.append(migration)
        }
        return plan
    }

    private func steps(
        _ migration: MigrationPlan, _ clone: SchemaClone, foreignKeys: Bool
    ) throws -> [StepPlan?] {
        try migration.operations.enumerated().map { index, operation in
            guard index >= migration.checkpoint?.step ?? 0 else { return nil }
            let done = index == migration.checkpoint?.step ? migration.checkpoint?.statement : 0
            do {
                return try step(
                    operation, clone, foreignKeys: foreignKeys,
                    mode: migration.foreignKeys(of: operation), statementsDone: done ?? 0)
            } catch {
                throw refusal(error, of: operation, index + 1, migration)
            }
        }
    }

    private func step(
        _ operation: Operation, _ clone: SchemaClone, foreignKeys: Bool, mode: ForeignKeys,
        statementsDone: Int
    ) throws -> StepPlan {
        if let batch = operation.batch {
            let planner = BatchPlanner(clone: clone, foreignKeys: foreignKeys)
            return .batch(try planner.plan(batch))
        }
        let inTransaction = operation.isInTransaction
        let isClosure = if case .closure = operation.kind { true } else { false }
        // Parents' rows, which a closure's inserts refer to, are not on the copy.
        var effects = try clone.effects(
            foreignKeys: mode == .enforced && !isClosure, inTransaction: inTransaction
        ) { db in
            try SchemaStep(operation).attempt(db, skipping: statementsDone)
        }
        if let refusal = effects.refusals.first { throw refusal }
        effects.isOpaque = isClosure
        return .schema(effects)
    }

    /// What SQLite said of a step, with the step's place.
    private func refusal(
        _ error: any Error, of operation: Operation, _ number: Int, _ migration: MigrationPlan
    ) -> MigrationError {
        let place = operation.location.map { "\($0): " } ?? "step \(number): "
        if let error = error as? MigrationError {
            return MigrationError(
                error.code, place + error.message, hint: error.hint, version: migration.version)
        }
        // The copy holds no row, so SQLite's message can't tell of one.
        let message = (error as? DatabaseError).map(\.plainMessage)
        let text = message ?? error.publicDescription
        if let message, !hasHistory, Self.tellsOfExisting(message) {
            return MigrationError(
                .alreadyExists, "\(place)\(message), and the database has no history",
                hint: "If earlier migrations were applied without Stopover, record them: "
                    + "`baseline V`, V being the last of them.",
                version: migration.version)
        }
        let isClosure = if case .closure = operation.kind { true } else { false }
        let trial = isClosure ? " It ran on an empty copy of the schema." : ""
        return MigrationError(
            .invalidSQL, place + text,
            hint: "Mend the step; nothing was changed." + trial, version: migration.version)
    }
}

extension Planner {
    /// SQLite has no code for it.
    private static func tellsOfExisting(_ message: String) -> Bool {
        message.hasSuffix("already exists") || message.hasPrefix("there is already ")
            || message.hasPrefix("duplicate column")
    }
}

extension Operation {
    /// It is part of a transaction with the steps that it stands with.
    var isInTransaction: Bool {
        if case .script(let script) = kind { script.inTransaction } else { true }
    }
}
