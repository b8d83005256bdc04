import GRDB

/// Reads and writes the engine's tables. Each function runs in the caller's transaction.
struct HistoryStore: Sendable {
    let tables: HistoryTables

    // MARK: Reading

    /// Reads everything; makes nothing, not even a missing table.
    func state(_ db: Database) throws -> HistoryState {
        var state = HistoryState()
        let shape = try HistoryShape(db, tables)
        if shape.has(tables.history) {
            state.applied = try applied(db, shape)
        }
        if shape.has(tables.log) {
            state.everApplied = try Set(
                String.fetchAll(
                    db,
                    sql: """
                        SELECT DISTINCT CAST(version AS TEXT) FROM \(quoted(tables.log))
                        WHERE event IN ('applied', 'baselined', 'adopted') AND version IS NOT NULL
                        """
                ).compactMap(MigrationVersion.init))
        }
        if shape.has(tables.checkpoints) {
            state.checkpoint = try checkpoint(db)
        }
        if shape.has(tables.quarantine) {
            let rows = try Row.fetchAll(
                db,
                sql: "SELECT version, count(*) FROM \(quoted(tables.quarantine)) GROUP BY version")
            for row in rows {
                guard let version = MigrationVersion(row[0] as String) else { continue }
                state.quarantined[version] = row[1]
            }
        }
        return state
    }

    /// What people or earlier tools wrote may be of any storage class, and a version may be there
    /// twice, spelled in two ways.
    private func applied(_ db: Database, _ shape: HistoryShape) throws -> [HistoryState.Applied] {
        func column(_ name: String) -> String {
            shape.has(name, in: tables.history) ? quoted(name) : "NULL"
        }
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT CAST(version AS TEXT) AS version, CAST(name AS TEXT) AS name,
                CAST(\(column("description")) AS TEXT) AS description,
                CAST(applied_at AS TEXT) AS applied_at,
                CAST(\(column("checksum")) AS TEXT) AS checksum,
                CAST(\(column("up")) AS TEXT) AS up,
                CAST(\(column("down")) AS TEXT) AS down,
                CAST(\(column("rows")) AS INTEGER) AS rows,
                CAST(\(column("active_seconds")) AS REAL) AS active_seconds,
                CAST(\(column("snapshot")) AS TEXT) AS snapshot,
                CAST(\(column("row_snapshot")) AS TEXT) AS row_snapshot,
                CAST(\(column("run_id")) AS TEXT) AS run_id
                FROM \(quoted(tables.history))
                """)
        var seen: Set<MigrationVersion> = []
        return try rows.map { row in
            let text: String? = row["version"]
            guard let version = text.flatMap(MigrationVersion.init) else {
                throw tables.foreign(tables.history, "has a row whose version is not a number")
            }
            return HistoryState.Applied(
                version: version, name: row["name"] ?? "", description: row["description"] ?? "",
                appliedAt: row["applied_at"], checksum: row["checksum"], down: row["down"],
                rows: row["rows"], activeSeconds: row["active_seconds"],
                snapshot: row["snapshot"], rowSnapshot: row["row_snapshot"], runID: row["run_id"],
                up: row["up"])
        }.filter { seen.insert($0.version).inserted }.sorted { $0.version < $1.version }
    }

    /// Whether a run got as far as recording its migration as applied.
    func isApplied(_ db: Database, byRun runID: String) throws -> Bool {
        try Row.fetchOne(
            db, sql: "SELECT 1 FROM \(quoted(tables.history)) WHERE run_id = ?", arguments: [runID])
            != nil
    }

    // MARK: Writing

    /// Makes missing tables, and adds missing columns to a history that an earlier tool made, whose
    /// rows are logged as adopted.
    func prepare(_ db: Database) throws {
        let shape = try HistoryShape(db, tables)
        let isAdopted = shape.has(tables.history) && !shape.has(tables.log)
        for definition in tables.definitions {
            try db.execute(sql: definition)
        }
        for (table, name, type) in shape.missingColumns {
            try db.execute(sql: "ALTER TABLE \(quoted(table)) ADD COLUMN \(name) \(type)")
        }
        if isAdopted {
            try db.execute(
                sql: """
                    INSERT INTO \(quoted(tables.log)) (event, version, name)
                    SELECT 'adopted', version, name FROM \(quoted(tables.history))
                    """)
        }
    }

    /// Whether `prepare` has nothing to do.
    func isPrepared(_ db: Database) throws -> Bool {
        try HistoryShape(db, tables).isComplete
    }

    /// Records a migration as applied.
    func recordApplied(
        _ db: Database, _ migration: RegisteredMigration, rows: Int?, activeSeconds: Double?,
        runID: String, snapshot: String? = nil, rowSnapshot: String? = nil, event: LogEvent
    ) throws {
        failpoint(.beforeHistory)
        defer { failpoint(.afterHistory) }
        try removeApplied(db, migration.version)
        try db.execute(
            sql: """
                INSERT INTO \(quoted(tables.history))
                (version, name, applied_at, description, checksum, up, down, rows, active_seconds,
                run_id, snapshot, row_snapshot)
                VALUES (?, ?, CURRENT_TIMESTAMP, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                migration.version.text, migration.name, migration.description, migration.checksum,
                migration.upText, migration.downText, rows, activeSeconds, runID, snapshot,
                rowSnapshot,
            ])
        try log(db, event, migration.version, name: migration.name, runID: runID)
    }

    /// Records a migration as taken back, and forgets what it refused.
    func recordRolledBack(
        _ db: Database, _ version: MigrationVersion, name: String, runID: String
    ) throws {
        failpoint(.beforeHistory)
        defer { failpoint(.afterHistory) }
        try removeApplied(db, version)
        try removeQuarantine(db, version)
        try log(db, .rolledBack, version, name: name, runID: runID)
    }

    /// Takes a migration out of the history, however its version is spelled there.
    func removeApplied(_ db: Database, _ version: MigrationVersion) throws {
        let spellings = try Row.fetchAll(
            db, sql: "SELECT DISTINCT version, CAST(version AS TEXT) FROM \(quoted(tables.history))"
        )
        for row in spellings where MigrationVersion(row[1] as String? ?? "") == version {
            try db.execute(
                sql: "DELETE FROM \(quoted(tables.history)) WHERE version IS ?",
                arguments: [row[0] as DatabaseValue])
        }
    }

    /// Appends to the log.
    func log(
        _ db: Database, _ event: LogEvent, _ version: MigrationVersion, name: String,
        runID: String?, message: String? = nil
    ) throws {
        try db.execute(
            sql: """
                INSERT INTO \(quoted(tables.log)) (event, version, name, run_id, message)
                VALUES (?, ?, ?, ?, ?)
                """,
            arguments: [event.rawValue, version.text, name, runID, message])
    }
}

/// What the log knows.
enum LogEvent: String, Sendable {
    case applied
    case baselined
    case rolledBack = "rolled back"
    case failed
    case adopted
}
