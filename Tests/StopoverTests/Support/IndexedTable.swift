import Foundation
import GRDB

@testable import Stopover

/// A table with indexes of every kind, analyzed, and what it comes to.
struct IndexedTable {
    let database: TestDatabase

    /// Written by a batch that changes `a`.
    static let written = ["i_a", "i_expression", "i_generated", "i_partial"]

    init(rows: Int, key: String = "id INTEGER PRIMARY KEY", _ further: String = "") throws {
        database = try TestDatabase(
            """
            CREATE TABLE t (\(key), a TEXT, b TEXT, n INTEGER, done INTEGER,
                g TEXT AS (substr(a, 1, 3)) VIRTUAL);
            WITH RECURSIVE i (x) AS (VALUES (1) UNION ALL SELECT x + 1 FROM i WHERE x < \(rows))
            INSERT INTO t (\(key.prefix { $0 != " " }), a, b, n)
            SELECT x, 'a' || (x * 7919 % 1009), 'pl4nted' || x % 7, x % 5 FROM i;
            CREATE INDEX i_a ON t (a);
            create index i_expression on t (lower(a), n) -- kept to the letter
            ;
            CREATE INDEX i_partial ON t (n) WHERE a > 'a5';
            CREATE INDEX i_generated ON t (g, b);
            CREATE INDEX i_b ON t (b);
            CREATE UNIQUE INDEX u_ab ON t (a, b, \(key.prefix { $0 != " " }));
            \(further);
            ANALYZE;
            """)
    }

    /// As if nobody had written to it for an hour.
    func rest() {
        var times = [timeval](
            repeating: timeval(tv_sec: time(nil) - 3_600, tv_usec: 0), count: 2)
        for suffix in ["", "-wal"] { utimes(database.path + suffix, &times) }
    }

    func migrator(
        _ indexes: IndexPolicy, _ migration: TestMigration, snapshot: SnapshotPolicy = .none,
        chunk: Int? = nil
    ) throws -> Migrator {
        var settings = RunSettings.unhurried
        settings.indexes = indexes
        settings.snapshot = snapshot
        settings.chunkRowLimit = chunk
        return try database.migrator([migration], settings: settings)
    }

    /// Rows, schema to the letter, statistics, and whether all indexes fit their table.
    func state() throws -> [String] {
        try rows() + schema()
            + database.rows("SELECT * FROM sqlite_stat1 ORDER BY tbl, idx")
            + database.lines("PRAGMA integrity_check")
            + database.rows(
                """
                SELECT 'deferred', deferred_indexes FROM _migration_checkpoints
                WHERE deferred_indexes IS NOT NULL
                """)
    }

    func rows() throws -> [String] {
        try database.rows("SELECT rowid, a, b, n, done FROM t ORDER BY 1")
    }

    func schema() throws -> [String] {
        try database.rows(
            """
            SELECT type, name, tbl_name, sql FROM sqlite_master
            WHERE tbl_name NOT LIKE '\\_migration%' ESCAPE '\\' ORDER BY name
            """)
    }

    /// The indexes that there are.
    func indexes() throws -> [String] {
        try database.lines(
            "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = 't' ORDER BY name")
    }

    func missing() throws -> [String] {
        try database.migrator([TestMigration](), settings: .unhurried).status().migrations
            .flatMap(\.missingIndexes)
    }
}
