import Testing

@testable import Stopover

/// Another process reads in one transaction all through a run.
@Suite("A reader that never ends")
struct PinnedReaderTests {
    private static let limit = 16 << 20
    private static let rows = 12_000

    @Test(
        "is waited for and told, and sees what it saw", arguments: [SnapshotPolicy.none, .rows])
    func waited(_ snapshot: SnapshotPolicy) throws {
        let database = try TestDatabase(
            """
            CREATE TABLE t (id INTEGER PRIMARY KEY, b BLOB, n INTEGER NOT NULL DEFAULT 1);
            INSERT INTO t (b) WITH RECURSIVE i (x) AS (VALUES (1) UNION ALL SELECT x + 1 FROM i
            WHERE x < \(Self.rows)) SELECT randomblob(3900) FROM i;
            PRAGMA wal_checkpoint(TRUNCATE)
            """)
        let reader = try OtherProcess(["read", database.path])
        #expect(try reader.line() == "\(Self.rows)")
        var settings = RunSettings.unhurried
        settings.walLimitInBytes = Self.limit
        settings.snapshot = snapshot
        let migration = TestMigration("1") { Update("t", set: "n = n + 1") }
        let (sizes, told, seen) = (Recorder<Int>(), Recorder<Int>(), Recorder<String>())
        let report = try database.migrator([migration], settings: settings).runAndWait { event in
            switch event {
            case .chunk(_, let batch): sizes.append(batch.walSizeInBytes)
            case .waitingForReader(let size):
                told.append(size)
                do { seen.append(try reader.end()) } catch { Issue.record(error) }
            default: break
            }
        }
        #expect(report.outcome == .done)
        #expect(seen.all == ["\(Self.rows)"], "it was waited for once, and saw what it saw first")
        #expect(told.all.count == 1)
        let largest = sizes.all.max() ?? 0
        #expect(largest > 0 && largest <= Self.limit)
        #expect(try database.rows("SELECT DISTINCT n FROM t") == ["2"])
        print(
            "\(snapshot): \(sizes.all.count) chunks, the log was \(largest) bytes at most beside a reader"
        )
    }
}
