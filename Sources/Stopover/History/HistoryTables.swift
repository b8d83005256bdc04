/// The names of the engine's tables in the database, all made from the history's.
struct HistoryTables: Sendable, Hashable {
    /// What is applied.
    let history: String
    /// What ever happened.
    let log: String
    /// Where a half-done migration stands: at most one row.
    let checkpoints: String
    /// The last and the highest key of the batch it stands in, a row a column.
    let checkpointKeys: String
    /// The rows that transforms refused.
    let quarantine: String
    /// What a rollback could not put back.
    let conflicts: String

    /// `_migrations` gives `_migration_log` and so on.
    init(history: String = "_migrations") {
        let stem = history.hasSuffix("s") ? String(history.dropLast()) : history
        self.history = history
        log = stem + "_log"
        checkpoints = stem + "_checkpoints"
        checkpointKeys = stem + "_checkpoint_keys"
        quarantine = stem + "_quarantine"
        conflicts = stem + "_conflicts"
    }

    var all: [String] { [history, log, checkpoints, checkpointKeys, quarantine, conflicts] }

    func contains(_ table: String) -> Bool {
        all.contains { FoldedName($0) == FoldedName(table) }
    }
}

extension HistoryTables {
    /// Columns beyond the three that an earlier tool's table has, in the order they are added in.
    static let furtherColumns = [
        ("description", "TEXT"),
        ("checksum", "TEXT"),
        ("up", "TEXT"),
        ("down", "TEXT"),
        ("rows", "INTEGER"),
        ("active_seconds", "REAL"),
        ("run_id", "TEXT"),
        ("snapshot", "TEXT"),
        ("row_snapshot", "TEXT"),
    ]

    /// Columns that checkpoints of earlier releases lack.
    static let furtherCheckpointColumns = [
        ("snapshot", "TEXT"),
        ("row_snapshot", "TEXT"),
        ("row_snapshot_size", "INTEGER"),
        ("row_snapshot_sha256", "TEXT"),
        ("deferred_indexes", "TEXT"),
    ]

    /// Makes what is missing. `key`, `last` and `upper` have no type, so that a value keeps its
    /// storage class (<https://sqlite.org/datatype3.html>, section 3.1).
    var definitions: [String] {
        let further = Self.furtherColumns.map { ", \($0.0) \($0.1)" }.joined()
        let furtherOfCheckpoints = Self.furtherCheckpointColumns.map { ", \($0.0) \($0.1)" }
            .joined()
        return [
            """
            CREATE TABLE IF NOT EXISTS \(quoted(history)) (version TEXT PRIMARY KEY, \
            name TEXT NOT NULL, applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP\(further))
            """,
            """
            CREATE TABLE IF NOT EXISTS \(quoted(log)) (id INTEGER PRIMARY KEY, \
            at TIMESTAMP DEFAULT CURRENT_TIMESTAMP, event TEXT NOT NULL, version TEXT, name TEXT, \
            run_id TEXT, message TEXT)
            """,
            """
            CREATE TABLE IF NOT EXISTS \(quoted(checkpoints)) (version TEXT PRIMARY KEY, \
            name TEXT NOT NULL, run_id TEXT NOT NULL, direction TEXT NOT NULL, checksum TEXT, \
            step INTEGER NOT NULL, statement INTEGER NOT NULL, pass INTEGER NOT NULL, \
            chunk INTEGER NOT NULL, table_name TEXT, key_columns TEXT, repeatable INTEGER NOT NULL, \
            schema_version INTEGER, rows_done INTEGER NOT NULL, rows_total INTEGER, \
            rows_changed INTEGER NOT NULL, pass_rows_changed INTEGER NOT NULL, \
            rows_quarantined INTEGER NOT NULL, migration_rows INTEGER NOT NULL, \
            active_seconds REAL NOT NULL, row_counts TEXT, undoes TEXT, started_at TIMESTAMP NOT NULL, \
            error TEXT, failed_at TIMESTAMP, up TEXT, down TEXT\(furtherOfCheckpoints))
            """,
            """
            CREATE TABLE IF NOT EXISTS \(quoted(checkpointKeys)) (version TEXT, position INTEGER, \
            last, upper, PRIMARY KEY (version, position))
            """,
            """
            CREATE TABLE IF NOT EXISTS \(quoted(quarantine)) (version TEXT NOT NULL, \
            step INTEGER NOT NULL, table_name TEXT NOT NULL, key NOT NULL, reason TEXT NOT NULL, \
            at TIMESTAMP DEFAULT CURRENT_TIMESTAMP, PRIMARY KEY (version, step, key))
            """,
            """
            CREATE TABLE IF NOT EXISTS \(quoted(conflicts)) (version TEXT NOT NULL, \
            table_name TEXT NOT NULL, key NOT NULL, column_name TEXT NOT NULL DEFAULT '', \
            kind TEXT NOT NULL, at TIMESTAMP DEFAULT CURRENT_TIMESTAMP, public_key TEXT NOT NULL, \
            PRIMARY KEY (version, table_name, key, column_name))
            """,
        ]
    }
}
