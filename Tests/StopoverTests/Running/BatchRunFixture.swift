import GRDB
import Testing

@testable import Stopover

/// What the suites about batches share: a table of numbers, a batch over it, and its run.
protocol BatchRunFixture {}

extension BatchRunFixture {
    static func numbers(_ count: Int, extra: String = "") -> String {
        """
        CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER NOT NULL DEFAULT 0, done INTEGER);
        INSERT INTO t (id) WITH RECURSIVE i (x) AS (VALUES (1) UNION ALL SELECT x + 1 FROM i
        WHERE x < \(count)) SELECT x FROM i; \(extra)
        """
    }

    /// Adds 1 to every `n`, two rows a chunk.
    var counting: TestMigration {
        TestMigration("1") { Update("t", set: "n = n + 1").chunk(rows: 2) }
    }

    /// Runs `migration`; `between` is handed the number of chunks after each of them.
    @discardableResult
    func run(
        _ database: TestDatabase, _ migration: TestMigration,
        between: @escaping @Sendable (Int) throws -> Void = { _ in }
    ) throws -> (report: RunReport, chunks: [BatchProgress]) {
        let chunks = Recorder<BatchProgress>()
        let report = try database.migrator([migration]).runAndWait { event in
            guard case .chunk(_, let progress) = event else { return }
            chunks.append(progress)
            do { try between(chunks.all.count) } catch { Issue.record(error) }
        }
        return (report, chunks.all)
    }

    func other(_ database: TestDatabase) throws -> DatabaseQueue {
        try TestDatabase.open(database.path)
    }
}
