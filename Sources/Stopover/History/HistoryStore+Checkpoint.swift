import Foundation
import GRDB

/// The checkpoint in the database. Integers and text go through GRDB; keys by their bytes.
extension HistoryStore {
    /// The half-done or failed migration, if there is one.
    func checkpoint(_ db: Database) throws -> Checkpoint? {
        let row = try Row.fetchOne(
            db, sql: "SELECT * FROM \(quoted(tables.checkpoints)) ORDER BY version LIMIT 1")
        guard let row, let version = MigrationVersion(row["version"] as String),
            let direction = Direction(rawValue: row["direction"])
        else { return nil }
        var checkpoint = Checkpoint(
            version: version, name: row["name"], runID: row["run_id"], direction: direction,
            checksum: row["checksum"], step: row["step"], statement: row["statement"],
            rowsChanged: row["migration_rows"], activeSeconds: row["active_seconds"],
            rowCounts: try decoded(row["row_counts"]) ?? [:], up: row["up"], down: row["down"])
        if let error: String = row["error"], let at: String = row["failed_at"] {
            checkpoint.failure = .init(error: error, at: at)
        }
        checkpoint.undoes = try decoded(row["undoes"])
        // Earlier releases kept none.
        checkpoint.snapshot = row.hasColumn("snapshot") ? row["snapshot"] : nil
        checkpoint.rowSnapshot = rowSnapshot(row)
        checkpoint.deferredIndexes =
            row.hasColumn("deferred_indexes") ? try decoded(row["deferred_indexes"]) ?? [] : []
        if let table: String = row["table_name"] {
            let keys = try keys(db, version)
            checkpoint.batch = BatchPosition(
                table: table, keyColumns: try decoded(row["key_columns"]) ?? [], pass: row["pass"],
                chunk: row["chunk"], last: keys.last, upper: keys.upper,
                isRepeatable: row["repeatable"], schemaVersion: row["schema_version"],
                rowsDone: row["rows_done"], rowsTotal: row["rows_total"],
                rowsChanged: row["rows_changed"], passRowsChanged: row["pass_rows_changed"],
                rowsQuarantined: row["rows_quarantined"])
        }
        return checkpoint
    }

    private func rowSnapshot(_ row: Row) -> RowSnapshotMark? {
        guard row.hasColumn("row_snapshot"), let name: String = row["row_snapshot"],
            let size: Int = row["row_snapshot_size"], let hash: String = row["row_snapshot_sha256"]
        else { return nil }
        return RowSnapshotMark(name: name, sizeInBytes: size, sha256: hash)
    }

    /// Writes the whole checkpoint; it replaces the one of the same version.
    func save(_ db: Database, _ checkpoint: Checkpoint) throws {
        failpoint(.beforeCheckpoint)
        defer { failpoint(.afterCheckpoint) }
        let batch = checkpoint.batch
        try db.execute(
            sql: """
                INSERT INTO \(quoted(tables.checkpoints)) (version, name, run_id, direction, checksum,
                step, statement, pass, chunk, table_name, key_columns, repeatable, schema_version,
                rows_done, rows_total, rows_changed, pass_rows_changed, rows_quarantined,
                migration_rows, active_seconds, row_counts, undoes, started_at, error, failed_at, up, down,
                snapshot, row_snapshot, row_snapshot_size, row_snapshot_sha256, deferred_indexes)
                VALUES (:version, :name, :run_id, :direction, :checksum, :step, :statement, :pass,
                :chunk, :table_name, :key_columns, :repeatable, :schema_version, :rows_done,
                :rows_total, :rows_changed, :pass_rows_changed, :rows_quarantined, :migration_rows,
                :active_seconds, :row_counts, :undoes, CURRENT_TIMESTAMP, :error, :failed_at, :up, :down,
                :snapshot, :row_snapshot, :row_snapshot_size, :row_snapshot_sha256, :deferred_indexes)
                ON CONFLICT (version) DO UPDATE SET run_id = excluded.run_id,
                direction = excluded.direction, checksum = excluded.checksum, step = excluded.step,
                statement = excluded.statement, pass = excluded.pass, chunk = excluded.chunk,
                table_name = excluded.table_name, key_columns = excluded.key_columns,
                repeatable = excluded.repeatable, schema_version = excluded.schema_version,
                rows_done = excluded.rows_done, rows_total = excluded.rows_total,
                rows_changed = excluded.rows_changed,
                pass_rows_changed = excluded.pass_rows_changed,
                rows_quarantined = excluded.rows_quarantined,
                migration_rows = excluded.migration_rows, active_seconds = excluded.active_seconds,
                row_counts = excluded.row_counts, undoes = excluded.undoes, error = excluded.error,
                failed_at = excluded.failed_at, up = excluded.up, down = excluded.down,
                snapshot = excluded.snapshot, row_snapshot = excluded.row_snapshot,
                row_snapshot_size = excluded.row_snapshot_size,
                row_snapshot_sha256 = excluded.row_snapshot_sha256,
                deferred_indexes = excluded.deferred_indexes
                """,
            arguments: [
                "version": checkpoint.version.text, "name": checkpoint.name,
                "run_id": checkpoint.runID, "direction": checkpoint.direction.rawValue,
                "checksum": checkpoint.checksum, "step": checkpoint.step,
                "statement": checkpoint.statement, "pass": batch?.pass ?? 0,
                "chunk": batch?.chunk ?? 0, "table_name": batch?.table,
                "key_columns": try encoded(batch?.keyColumns),
                "repeatable": batch?.isRepeatable ?? false,
                "schema_version": batch?.schemaVersion, "rows_done": batch?.rowsDone ?? 0,
                "rows_total": batch.map(\.rowsTotal) ?? 0, "rows_changed": batch?.rowsChanged ?? 0,
                "pass_rows_changed": batch?.passRowsChanged ?? 0,
                "rows_quarantined": batch?.rowsQuarantined ?? 0,
                "migration_rows": checkpoint.rowsChanged,
                "active_seconds": checkpoint.activeSeconds,
                "row_counts": try encoded(checkpoint.rowCounts),
                "undoes": try encoded(checkpoint.undoes),
                "error": checkpoint.failure?.error, "failed_at": checkpoint.failure?.at,
                "up": checkpoint.up, "down": checkpoint.down, "snapshot": checkpoint.snapshot,
                "row_snapshot": checkpoint.rowSnapshot?.name,
                "row_snapshot_size": checkpoint.rowSnapshot?.sizeInBytes,
                "row_snapshot_sha256": checkpoint.rowSnapshot?.sha256,
                "deferred_indexes": checkpoint.deferredIndexes.isEmpty
                    ? nil : try encoded(checkpoint.deferredIndexes),
            ])
        try saveKeys(db, checkpoint)
    }

    /// Moves the checkpoint over a chunk: changes the row only if it still stands where this run
    /// left it. False: another run has taken over.
    func advance(_ db: Database, _ checkpoint: Checkpoint, from chunk: Int) throws -> Bool {
        failpoint(.beforeCheckpoint)
        defer { failpoint(.afterCheckpoint) }
        guard let batch = checkpoint.batch else { return false }
        let statement = try RawStatement(
            db,
            """
            UPDATE \(quoted(tables.checkpoints)) SET chunk = ?1, rows_done = ?2, rows_total = ?3,
            rows_changed = ?4, pass_rows_changed = ?5, rows_quarantined = ?6, repeatable = ?7,
            migration_rows = ?8, active_seconds = ?9, error = NULL, failed_at = NULL,
            row_snapshot = ?14, row_snapshot_size = ?15, row_snapshot_sha256 = ?16
            WHERE version = ?10 AND run_id = ?11 AND chunk = ?12 AND step = ?13
            """)
        let integers = [
            batch.chunk, batch.rowsDone, batch.rowsTotal, batch.rowsChanged, batch.passRowsChanged,
            batch.rowsQuarantined, batch.isRepeatable ? 1 : 0, checkpoint.rowsChanged,
        ]
        for (index, value) in integers.enumerated() {
            try statement.bind(
                value.map { StoredValue(.integer(Int64($0))) } ?? .null, at: Int32(index + 1))
        }
        try statement.bind(StoredValue(.real(checkpoint.activeSeconds)), at: 9)
        try statement.bind(StoredValue(.text(Array(checkpoint.version.text.utf8))), at: 10)
        try statement.bind(StoredValue(.text(Array(checkpoint.runID.utf8))), at: 11)
        try statement.bind(StoredValue(.integer(Int64(chunk))), at: 12)
        try statement.bind(StoredValue(.integer(Int64(checkpoint.step))), at: 13)
        if let mark = checkpoint.rowSnapshot {
            try statement.bind(StoredValue(.text(Array(mark.name.utf8))), at: 14)
            try statement.bind(StoredValue(.integer(Int64(mark.sizeInBytes))), at: 15)
            try statement.bind(StoredValue(.text(Array(mark.sha256.utf8))), at: 16)
        }
        try statement.run()
        guard db.lastChanges == 1 else { return false }
        try saveKeys(db, checkpoint)
        return true
    }

    /// Notes that the migration failed, and nothing else: what is in the database besides may be newer, where an
    /// error came behind a COMMIT. False: another run has taken over.
    func noteFailure(_ db: Database, _ checkpoint: Checkpoint) throws -> Bool {
        guard try isCurrent(db, checkpoint) else { return false }
        try db.execute(
            sql: """
                UPDATE \(quoted(tables.checkpoints)) SET error = ?, failed_at = ? WHERE version = ?
                """,
            arguments: [
                checkpoint.failure?.error, checkpoint.failure?.at, checkpoint.version.text,
            ])
        return true
    }

    /// Whether the checkpoint in the database still stands where this run left it.
    func isCurrent(_ db: Database, _ checkpoint: Checkpoint) throws -> Bool {
        let statement = try RawStatement(
            db,
            """
            SELECT 1 FROM \(quoted(tables.checkpoints))
            WHERE version = ?1 AND run_id = ?2 AND chunk = ?3 AND step = ?4
            """)
        try statement.bind(StoredValue(.text(Array(checkpoint.version.text.utf8))), at: 1)
        try statement.bind(StoredValue(.text(Array(checkpoint.runID.utf8))), at: 2)
        try statement.bind(StoredValue(.integer(Int64(checkpoint.batch?.chunk ?? 0))), at: 3)
        try statement.bind(StoredValue(.integer(Int64(checkpoint.step))), at: 4)
        return try statement.firstRow() != nil
    }

    /// Forgets the checkpoint of a migration that ended.
    func removeCheckpoint(_ db: Database, _ version: MigrationVersion) throws {
        for table in [tables.checkpoints, tables.checkpointKeys] {
            try db.execute(
                sql: "DELETE FROM \(quoted(table)) WHERE version = ?", arguments: [version.text])
        }
    }

    /// Forgets where any migration stands: one ended, and of another that failed nothing was committed.
    func removeCheckpoints(_ db: Database) throws {
        for table in [tables.checkpoints, tables.checkpointKeys] {
            try db.execute(sql: "DELETE FROM \(quoted(table))")
        }
    }

    /// Forgets what a migration that failed before it committed anything left.
    func removeOtherCheckpoints(_ db: Database, than version: MigrationVersion) throws {
        for table in [tables.checkpoints, tables.checkpointKeys] {
            try db.execute(
                sql: "DELETE FROM \(quoted(table)) WHERE version <> ?", arguments: [version.text])
        }
    }

    /// Forgets the rows that a migration refused.
    func removeQuarantine(_ db: Database, _ version: MigrationVersion) throws {
        try db.execute(
            sql: "DELETE FROM \(quoted(tables.quarantine)) WHERE version = ?",
            arguments: [version.text])
    }

    // MARK: Keys

    private func keys(
        _ db: Database, _ version: MigrationVersion
    ) throws -> (last: [StoredValue]?, upper: [StoredValue]?) {
        let statement = try RawStatement(
            db,
            """
            SELECT last, upper FROM \(quoted(tables.checkpointKeys))
            WHERE version = ? ORDER BY position
            """)
        try statement.bind(StoredValue(.text(Array(version.text.utf8))), at: 1)
        defer { statement.reset() }
        var last: [StoredValue] = []
        var upper: [StoredValue] = []
        while try statement.step() {
            last.append(statement.value(at: 0))
            upper.append(statement.value(at: 1))
        }
        // A key holds no NULL, so NULL says that there is none yet.
        return (
            last.contains(where: \.isNull) || last.isEmpty ? nil : last,
            upper.contains(where: \.isNull) || upper.isEmpty ? nil : upper
        )
    }

    private func saveKeys(_ db: Database, _ checkpoint: Checkpoint) throws {
        let count = checkpoint.batch?.keyColumns.count ?? 0
        for position in 0..<count {
            let statement = try RawStatement(
                db,
                """
                INSERT INTO \(quoted(tables.checkpointKeys)) (version, position, last, upper)
                VALUES (?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET last = excluded.last, upper = excluded.upper
                """)
            try statement.bind(StoredValue(.text(Array(checkpoint.version.text.utf8))), at: 1)
            try statement.bind(StoredValue(.integer(Int64(position))), at: 2)
            try statement.bind(checkpoint.batch?.last?[position] ?? .null, at: 3)
            try statement.bind(checkpoint.batch?.upper?[position] ?? .null, at: 4)
            try statement.run()
        }
        if count == 0 {
            try db.execute(
                sql: "DELETE FROM \(quoted(tables.checkpointKeys)) WHERE version = ?",
                arguments: [checkpoint.version.text])
        }
    }

    // MARK: JSON in columns

    private func encoded(_ value: (some Encodable)?) throws -> String? {
        try value.map {
            let encoder = JSONEncoder()
            encoder.outputFormatting = .sortedKeys
            return String(decoding: try encoder.encode($0), as: UTF8.self)
        }
    }

    private func decoded<Value: Decodable>(_ text: String?) throws -> Value? {
        try text.map { try JSONDecoder().decode(Value.self, from: Data($0.utf8)) }
    }
}
