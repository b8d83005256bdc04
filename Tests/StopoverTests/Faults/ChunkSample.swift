import GRDB

@testable import Stopover

/// Six rows, two a chunk, and a batch of one kind that adds 100 to each.
final class ChunkSample: Sendable {
    enum Work: String, CaseIterable, Sendable {
        case transform, update, statements, rowByRow

        /// As the plan and errors name it.
        var name: String {
            switch self {
            case .transform: "Transform"
            case .update: "Update"
            case .statements: "Batch"
            case .rowByRow: "ForEachRow"
            }
        }
    }

    let database: TestDatabase
    private let work: Work
    private let snapshot: SnapshotPolicy

    init(_ work: Work, _ snapshot: SnapshotPolicy, _ journal: String) throws {
        self.work = work
        self.snapshot = snapshot
        database = try TestDatabase(
            journalMode: journal,
            """
            CREATE TABLE parent (id INTEGER PRIMARY KEY);
            CREATE TABLE t (id INTEGER PRIMARY KEY, note TEXT DEFAULT '', n INTEGER NOT NULL
                REFERENCES parent DEFERRABLE INITIALLY DEFERRED);
            INSERT INTO parent VALUES (1), (2), (3), (4), (5), (6), (101), (102), (103), (104), (105), (106);
            INSERT INTO t (id, n) SELECT id, id FROM parent WHERE id < 100
            """)
    }

    private static let chunkRows = 2

    private var migration: TestMigration {
        let work = work
        return TestMigration("1") {
            switch work {
            case .transform:
                Transform("t", reading: .integer("n"), writing: .integer("n")) {
                    $0.map { $0 + 100 }
                }
                .chunk(rows: Self.chunkRows)
            case .update: Update("t", set: "n = n + 100").chunk(rows: Self.chunkRows)
            case .statements:
                Batch("t", "UPDATE t SET n = n + 100 WHERE :chunk").chunk(rows: Self.chunkRows)
            case .rowByRow:
                ForEachRow("t", reading: .integer("id")) { db, id in
                    try db.execute(sql: "UPDATE t SET n = n + 100 WHERE id = ?", arguments: [id])
                }.chunk(rows: Self.chunkRows)
            }
        }
    }

    func migrator() throws -> Migrator {
        var settings = RunSettings.unhurried
        settings.snapshot = snapshot
        return try database.migrator([migration], settings: settings)
    }

    func values(of table: String = "t", column: String = "n") throws -> [String] {
        try database.rows("SELECT \(column) FROM \(table) ORDER BY id")
    }

    /// Rows, history and what is half done.
    func contents() throws -> [String] {
        let tables = try database.tables()
        let history =
            tables.contains("_migrations")
            ? try database.rows("SELECT version, name, rows FROM _migrations")
                + database.rows("SELECT version, step, chunk FROM _migration_checkpoints")
                + database.rows("SELECT * FROM _migration_quarantine")
                + database.rows("SELECT * FROM _migration_conflicts") : []
        return try database.rows("SELECT * FROM t ORDER BY id")
            + database.rows("PRAGMA integrity_check")
            + database.rows("PRAGMA foreign_key_check") + history
    }
}
