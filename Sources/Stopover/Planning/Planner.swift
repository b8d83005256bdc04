import GRDB

/// Makes the plan of a run: every step that is left is tried on an in-memory copy of the schema.
struct Planner {
    let configuration: Configuration
    /// For the errors; nil where they have no history to speak of.
    let history: HistoryState?
    /// The engine's own.
    var tables = HistoryTables()

    /// Tries `migrations`, in order, on a copy of the schema that `db` sees.
    func plan(
        _ migrations: [MigrationPlan], _ direction: Direction, _ db: Database
    ) throws -> RunPlan {
        var plan = RunPlan(direction: direction)
        plan.schemaVersion = try db.schemaVersion()
        guard !migrations.isEmpty else { return plan }
        let clone = try SchemaClone(of: db, configuration: configuration)
        plan.uncopied = clone.missing
        // The steps that are left find them there again.
        clone.addMissing(migrations.flatMap(\.deferredIndexes))
        let enforces = try db.enforcesForeignKeys()
        for migration in migrations {
            var migration = migration
            migration.steps = try steps(migration, clone, foreignKeys: enforces, db)
            plan.migrations.append(migration)
        }
        return plan
    }

    private func steps(
        _ migration: MigrationPlan, _ clone: SchemaClone, foreignKeys: Bool, _ db: Database
    ) throws -> [StepPlan?] {
        try migration.operations.enumerated().map { index, operation in
            guard index >= migration.checkpoint?.step ?? 0 else { return nil }
            let done = index == migration.checkpoint?.step ? migration.checkpoint?.statement : 0
            do {
                return try step(
                    operation, clone, foreignKeys: foreignKeys,
                    mode: migration.foreignKeys(of: operation), statementsDone: done ?? 0)
            } catch {
                throw refusal(error, of: operation, index + 1, migration, db)
            }
        }
    }

    private func step(
        _ operation: Operation, _ clone: SchemaClone, foreignKeys: Bool, mode: ForeignKeys,
        statementsDone: Int
    ) throws -> StepPlan {
        if let batch = operation.batch {
            let planner = BatchPlanner(
                clone: clone, foreignKeys: foreignKeys, tables: tables)
            return .batch(try planner.plan(batch))
        }
        if operation.restoresRows { return .restoreRows(try clone.read(TableShape.all)) }
        let inTransaction = operation.isInTransaction
        // Parents' rows, which a closure's inserts refer to, are not on the copy.
        var effects = try clone.effects(
            foreignKeys: mode == .enforced && !operation.isClosure, inTransaction: inTransaction
        ) { db in
            try SchemaStep(operation).attempt(db, skipping: statementsDone)
        }
        if let refusal = effects.refusals.first { throw refusal }
        if !inTransaction, mode == .checked, effects.dropsParent {
            throw MigrationError(
                .invalidSQL,
                "With transaction:false foreign keys are checked after each statement, and one drops a table "
                    + "that others refer to",
                hint:
                    "Leave transaction:false out, so that they are checked when all is done; or say "
                    + "foreign_keys:off.")
        }
        effects.isOpaque = operation.isClosure
        return .schema(effects)
    }

    /// What SQLite said of a step, with the step's place.
    private func refusal(
        _ error: any Error, of operation: Operation, _ number: Int, _ migration: MigrationPlan,
        _ db: Database
    ) -> MigrationError {
        let place = operation.place(number)
        if let error = error as? MigrationError {
            return MigrationError(
                error.code, place + error.message, hint: error.hint, version: migration.version)
        }
        if let error = error as? DatabaseError, error.isOutOfMemory {
            return .outOfMemory(place + "the plan", version: migration.version)
        }
        // The copy holds no row, so SQLite's message can't tell of one.
        let message = (error as? DatabaseError).map(\.plainMessage)
        let text = message ?? error.publicDescription
        if let message, let history, isOld(message, db) {
            if history.applied.isEmpty {
                return MigrationError(
                    .alreadyExists, "\(place)\(message), and the database has no history",
                    hint: "If earlier migrations were applied without Stopover, record them: "
                        + "`baseline V`, V being the last of them.",
                    version: migration.version)
            }
            if history.everApplied.contains(migration.version) {
                return MigrationError(
                    .alreadyExists, "\(place)\(message), and the migration was applied once",
                    hint: "If all that it makes is there, record it again: "
                        + "`baseline \(migration.version)`.",
                    version: migration.version)
            }
        }
        let trial = operation.isClosure ? " It ran on an empty copy of the schema." : ""
        return MigrationError(
            .invalidSQL, place + text,
            hint: "Mend the step; nothing was changed." + trial, version: migration.version)
    }
}

extension Planner {
    /// Whether `message` tells of something that exists already, and did so before the plan began.
    private func isOld(_ message: String, _ db: Database) -> Bool {
        guard let name = Self.existingName(in: message) else { return false }
        let isThere = try? Bool.fetchOne(
            db,
            sql: """
                SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE name = ?1 COLLATE NOCASE)
                OR EXISTS (SELECT 1 FROM pragma_table_list AS t, pragma_table_xinfo(t.name) AS c
                WHERE t.schema = 'main' AND c.name = ?1 COLLATE NOCASE)
                """,
            arguments: [name])
        return isThere ?? false
    }

    /// SQLite has no code for it: the name in `table t already exists`, `there is already an index
    /// named t`, `duplicate column name: t`.
    private static func existingName(in message: String) -> String? {
        let suffix = " already exists"
        if message.hasSuffix(suffix), let blank = message.firstIndex(of: " ") {
            return String(message.dropLast(suffix.count)[blank...].dropFirst())
        }
        for prefix in ["duplicate column name: ", " named "] {
            if let range = message.firstRange(of: prefix) {
                return String(message[range.upperBound...])
            }
        }
        return nil
    }
}

extension Operation {
    /// It is part of a transaction with the steps that it stands with.
    var isInTransaction: Bool {
        if case .script(let script) = kind { script.inTransaction } else { true }
    }
}
