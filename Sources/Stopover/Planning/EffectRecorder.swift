import GRDB

/// Listens to a connection: which statements run, and which rows they may change.
///
/// GRDB asks every observer which kinds of events it wants as a statement begins, with what SQLite's
/// authorizer said when it was compiled, triggers and cascades included
/// (<https://sqlite.org/c3ref/set_authorizer.html>). It wants none, and notes the question.
final class EffectRecorder: TransactionObserver {
    private(set) var effects = StepEffects()

    func take() -> StepEffects {
        defer { effects = StepEffects() }
        return effects
    }

    func observes(eventsOfKind kind: DatabaseEventKind) -> Bool {
        switch kind {
        case .insert(let table):
            note(table, [])
            if !isInternal(table) { effects.inserts.insert(table) }
        case .update(let table, let columns): note(table, columns)
        case .delete(let table):
            note(table, [])
            if !isInternal(table) { effects.deletes.insert(table) }
        }
        return false
    }

    /// Notes a statement that runs by itself, not a trigger's.
    func observe(statement sql: String, inTransaction: Bool) {
        let kind = SQLStatementKind(sql)
        if let refusal = StatementRule(inTransaction: inTransaction).refusal(of: kind) {
            effects.refusals.append(refusal)
        }
        let tokens = SQLTokenizer.significant(sql)
        effects.names.formUnion(tokens.map { $0.name.lowercased() })
        // Of a table that is made anew in the same step, only the statement tells that it was dropped.
        if tokens.prefix(2).compactMap(\.keyword) == ["DROP", "TABLE"] {
            let name = tokens.dropFirst(2).filter { !$0.isSemicolon }.last?.name
            if let name { effects.dropped.insert(name) }
        }
    }

    func databaseDidChange(with event: DatabaseEvent) {}
    func databaseDidCommit(_ db: Database) {}
    func databaseDidRollback(_ db: Database) {}

    private func note(_ table: String, _ columns: Set<String>) {
        guard !isInternal(table) else { return }
        effects.writes[table, default: []].formUnion(columns)
    }

    private func isInternal(_ table: String) -> Bool {
        table.lowercased().hasPrefix("sqlite_")
    }
}

/// Statements that a step can't run: what ends the engine's transaction, and what SQLite refuses or
/// silently ignores in one.
struct StatementRule: Sendable {
    let inTransaction: Bool

    /// PRAGMAs that do nothing inside a transaction, or fail there (<https://sqlite.org/pragma.html>).
    private static let idlePragmas: Set<String> = [
        "journal_mode", "synchronous", "wal_checkpoint", "auto_vacuum", "page_size", "temp_store",
        "locking_mode", "incremental_vacuum",
    ]

    func refusal(of kind: SQLStatementKind) -> MigrationError? {
        let ownTransaction =
            "Put it in a schema step of its own with transaction:false (transaction: false in Swift)."
        switch kind {
        case .transactionControl(let keyword):
            return MigrationError(
                .invalidSQL, "\(keyword) is refused: the engine begins and ends the transactions",
                hint: "Leave it out; steps that stand together commit together.")
        case .pragma("foreign_keys"):
            return MigrationError(
                .invalidSQL, "PRAGMA foreign_keys is refused: inside a transaction it does nothing",
                hint: "Use the option foreign_keys:checked, enforced or off.")
        case .pragma(let name) where inTransaction && Self.idlePragmas.contains(name):
            return MigrationError(
                .invalidSQL, "PRAGMA \(name) does not work inside a transaction",
                hint: ownTransaction)
        case .vacuumInto:
            return MigrationError(
                .invalidSQL, "VACUUM INTO is refused: a migration changes one database",
                hint: "Leave it out; copy the database before or after the run.")
        case .vacuum where inTransaction:
            return MigrationError(
                .invalidSQL, "VACUUM does not work inside a transaction", hint: ownTransaction)
        case .attach(let keyword):
            return MigrationError(
                .invalidSQL, "\(keyword) is refused: a migration changes one database",
                hint: "Give the other database migrations of its own.")
        default: return nil
        }
    }
}
