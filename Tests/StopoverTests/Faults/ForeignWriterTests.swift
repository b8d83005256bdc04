import Foundation
import GRDB
import Testing

@testable import FaultRun
@testable import Stopover

/// Another process inserts, updates and deletes rows of the table all through a batch, in the column that the
/// batch writes: nothing of its own is lost, and every row is migrated once, or not the batch's to migrate.
@Suite("Others at work")
struct ForeignWriterTests {
    /// A batch that puts a `B` to each row.
    enum Work: String, CaseIterable {
        case transform, update, statements, rowByRow
    }

    struct Example: Sendable, CustomTestStringConvertible {
        let work: Work
        let snapshot: SnapshotPolicy
        let journal: String
        /// The batch takes rows without a `B` alone, and looks for more when it is through.
        let isRepeated: Bool

        var testDescription: String {
            "\(work), snapshot \(snapshot), \(journal)\(isRepeated ? ", with a where" : "")"
        }

        static let all =
            Work.allCases.flatMap { work in
                [SnapshotPolicy.none, .rows].flatMap { snapshot in
                    [false, true].map { isRepeated in
                        Example(
                            work: work, snapshot: snapshot, journal: "wal", isRepeated: isRepeated)
                    }
                }
            } + [Example(work: .transform, snapshot: .rows, journal: "delete", isRepeated: true)]

        var migration: TestMigration {
            let filter = isRepeated ? "instr(v, 'B') = 0" : nil
            let work = work
            return TestMigration("1") {
                switch work {
                case .transform:
                    Transform("t", where: filter, reading: .text("v"), writing: .text("v")) {
                        $0.map { $0 + "B" }
                    }.chunk(rows: ForeignWriterTests.chunkRows)
                case .update:
                    Update("t", set: "v = v || 'B'", where: filter)
                        .chunk(rows: ForeignWriterTests.chunkRows)
                case .statements:
                    Batch("t", where: filter, "UPDATE t SET v = v || 'B' WHERE :chunk")
                        .chunk(rows: ForeignWriterTests.chunkRows)
                case .rowByRow:
                    ForEachRow("t", where: filter, reading: .integer("id")) { db, id in
                        try db.execute(
                            sql: "UPDATE t SET v = v || 'B' WHERE id = ?", arguments: [id])
                    }.chunk(rows: ForeignWriterTests.chunkRows)
                }
            }
        }
    }

    private static let rows = 3_000
    private static let chunkRows = 50
    /// The highest key at the start; every second one is a row's.
    private static let upper = rows * 2

    private func database(_ journal: String) throws -> TestDatabase {
        try TestDatabase(
            journalMode: journal,
            """
            CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT NOT NULL); \(ForeignWriter.ledger);
            INSERT INTO t WITH RECURSIVE i (x) AS (VALUES (1) UNION ALL SELECT x + 1 FROM i
            WHERE x < \(Self.rows)) SELECT 2 * x, 'o' FROM i
            """)
    }

    @Test("nothing is lost", arguments: Example.all)
    func nothingIsLost(_ example: Example) throws {
        let database = try database(example.journal)
        var settings = RunSettings.unhurried
        settings.snapshot = example.snapshot
        let migrator = try database.migrator([example.migration], settings: settings)
        let place = example.isRepeated ? ForeignWriter.Place.anywhere : .above
        let writer = try OtherProcess(["write", database.path, place.rawValue])
        // However long it takes to start.
        _ = try writer.line()
        let (ends, waits) = (Recorder<ContinuousClock.Instant>(), Recorder<String>())
        try migrator.runAndWait { event in
            guard case .chunk(_, let batch) = event else { return }
            ends.append(.now)
            // In the first pass: what it wrote behind the batch is the next pass's.
            guard example.isRepeated, batch.rowsDone > Self.rows * 2 / 3, waits.all.isEmpty else {
                return
            }
            do { waits.append(try writer.end()) } catch { Issue.record(error) }
        }
        if waits.all.isEmpty { waits.append(try writer.end()) }
        try check(database, example)
        let times = zip(ends.all.dropFirst(), ends.all).map { $0 - $1 }
        print(
            "\(example.testDescription): the writer's waits: \(waits.all[0]); from chunk to chunk: \(Waits(times))"
        )
        if example.snapshot == .rows { try checkRollback(database, migrator) }
    }

    private func check(_ database: TestDatabase, _ example: Example) throws {
        let count = try database.count("SELECT count(*) FROM ledger")
        #expect(count > 0)
        // What it left is there, and what it deleted is not.
        let lost = try database.rows(
            """
            SELECT l.*, t.v FROM ledger AS l LEFT JOIN t USING (id)
            WHERE (tokens IS NULL) <> (t.id IS NULL)
                OR length(v) - length(replace(v, 'w', '')) <> tokens LIMIT 5
            """)
        #expect(lost == [])
        // What it left alone is there, each row of it migrated once.
        let untouched = try database.rows(
            "SELECT DISTINCT v FROM t WHERE id NOT IN (SELECT id FROM ledger)")
        #expect(untouched == ["\"oB\""])
        #expect(
            try database.count("SELECT count(*) FROM t WHERE id NOT IN (SELECT id FROM ledger)")
                == Self.rows
                - database.count(
                    "SELECT count(*) FROM ledger WHERE id % 2 = 0 AND id <= \(Self.upper)"))
        // Of its own rows every old one is; a new one is a further pass's, or above the bound at the start.
        let migrated = "(length(v) - length(replace(v, 'B', '')))"
        let wrong = try database.rows(
            """
            WITH mine AS (SELECT id, is_new, v, \(migrated) AS b FROM t JOIN ledger USING (id))
            SELECT * FROM mine WHERE b > 1 OR b = 0 AND (NOT is_new OR \(example.isRepeated)
                OR id < (SELECT max(id) FROM mine WHERE b = 1)) LIMIT 5
            """)
        #expect(wrong == [])
    }

    /// A row that was not written since loses its `B`, and every other one stays as it is.
    private func checkRollback(_ database: TestDatabase, _ migrator: Migrator) throws {
        let expected = try database.rows(
            "SELECT id, CASE WHEN v LIKE '%B' THEN substr(v, 1, length(v) - 1) ELSE v END FROM t")
        let report = try migrator.rollback()
        #expect(report.outcome == .done)
        #expect(try database.rows("SELECT id, v FROM t") == expected)
    }
}
