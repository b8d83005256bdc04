import GRDB
import Testing

@testable import Stopover

struct BatchRunnerTests {
    private static func numbers(_ count: Int, extra: String = "") -> String {
        """
        CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER NOT NULL DEFAULT 0, done INTEGER);
        INSERT INTO t (id) WITH RECURSIVE i (x) AS (VALUES (1) UNION ALL SELECT x + 1 FROM i
        WHERE x < \(count)) SELECT x FROM i; \(extra)
        """
    }

    /// Adds 1 to every `n`, two rows a chunk.
    private var counting: TestMigration {
        TestMigration("1") { Update("t", set: "n = n + 1").chunk(rows: 2) }
    }

    /// Does what is not done, two rows a chunk.
    private var finishing: TestMigration {
        TestMigration("1") {
            Update("t", set: "n = n + 1, done = 1", where: "done IS NULL").chunk(rows: 2)
        }
    }

    /// Runs `migration`; `between` is handed the number of chunks after each of them.
    @discardableResult
    private func run(
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

    private func other(_ database: TestDatabase) throws -> DatabaseQueue {
        try TestDatabase.open(database.path)
    }

    // MARK: Others change rows meanwhile

    @Test func rowsWrittenBehindTheCursorAreCaughtByAFurtherPass() throws {
        let database = try TestDatabase(Self.numbers(6))
        let other = try other(database)
        let (report, chunks) = try run(database, finishing) { count in
            if count == 2 {
                try other.write { try $0.execute(sql: "INSERT INTO t (id) VALUES (0), (-7)") }
            }
        }
        #expect(report.rows == 8)
        #expect(try database.rows("SELECT DISTINCT n, done FROM t") == ["1|1"])
        #expect(chunks.count >= 3 + 4)
        #expect(chunks.allSatisfy { $0.fraction <= 1 })
        #expect(chunks.last?.rowsDone == chunks.last?.rowsTotal)
    }

    @Test func aVisitsWhereIsFollowedByAFurtherPassToo() throws {
        let database = try TestDatabase(Self.numbers(6))
        let other = try other(database)
        let migration = TestMigration("1") {
            ForEachRow("t", where: "done IS NULL", reading: .integer("id")) { db, id in
                try db.execute(
                    sql: "UPDATE t SET n = n + 1, done = 1 WHERE id = ?", arguments: [id])
            }.chunk(rows: 2)
        }
        let (report, _) = try run(database, migration) { count in
            if count == 2 {
                try other.write { try $0.execute(sql: "INSERT INTO t (id) VALUES (0)") }
            }
        }
        #expect(report.rows == 7)
        #expect(try database.rows("SELECT DISTINCT n, done FROM t") == ["1|1"])
    }

    @Test func passesEndWhenOthersWriteFasterThanTheBatchFollows() throws {
        let database = try TestDatabase(Self.numbers(2))
        let other = try other(database)
        let (report, chunks) = try run(database, finishing) { count in
            try other.write { try $0.execute(sql: "INSERT INTO t (id) VALUES (\(-count))") }
        }
        #expect(report.outcome == .done)
        // In each pass one more row than in the one before, two a chunk.
        #expect(chunks.count >= BatchRunner.passLimit)
        #expect(try database.count("SELECT max(n) FROM t") == 1)
    }

    @Test func aWhereThatTheBatchLeavesTrueGetsOnePass() throws {
        let database = try TestDatabase(Self.numbers(6))
        let other = try other(database)
        let migration = TestMigration("1") {
            Update("t", set: "n = n + 1", where: "n < 5").chunk(rows: 2)
        }
        let (report, chunks) = try run(database, migration) { count in
            if count == 2 {
                try other.write { try $0.execute(sql: "INSERT INTO t (id) VALUES (0)") }
            }
        }
        #expect(report.rows == 6)
        #expect(chunks.last?.rowsDone == 6)
        #expect(try database.rows("SELECT n FROM t") == ["0", "1", "1", "1", "1", "1", "1"])
    }

    @Test func refusedRowsAloneAreNoReasonForAFurtherPass() throws {
        let database = try TestDatabase(Self.numbers(6))
        let (report, chunks) = try run(database, refusingFour)
        #expect(report.rowsQuarantined == 1)
        #expect(chunks.count == 3)
    }

    @Test func aRowRefusedInEveryPassCountsOnce() throws {
        let database = try TestDatabase(Self.numbers(6))
        let other = try other(database)
        let (report, chunks) = try run(database, refusingFour) { count in
            if count == 3 {
                try other.write { try $0.execute(sql: "INSERT INTO t (id) VALUES (0)") }
            }
        }
        #expect(chunks.count >= 3 + 4)
        #expect(report.rows == 6)
        #expect(report.rowsQuarantined == 1)
        #expect(chunks.last?.rowsQuarantined == 1)
        #expect(try database.rows("SELECT key FROM _migration_quarantine") == ["4"])
        #expect(try database.rows("SELECT id FROM t WHERE done IS NULL") == ["4"])
    }

    private var refusingFour: TestMigration {
        TestMigration("1") {
            Transform(
                "t", where: "done IS NULL", reading: .integer("id"), writing: .integer("done")
            ) { id in
                if id == 4 { throw Odd(secret: "planted") }
                return 1
            }.refusals(.quarantine(upTo: 1)).chunk(rows: 2)
        }
    }

    @Test func rowsAboveTheUpperBoundAreLeftAlone() throws {
        let database = try TestDatabase(Self.numbers(4))
        let other = try other(database)
        let (report, chunks) = try run(database, counting) { count in
            try other.write { try $0.execute(sql: "INSERT INTO t (id) VALUES (\(100 + count))") }
        }
        #expect(report.rows == 4)
        #expect(chunks.last?.rowsDone == 4)
        #expect(try database.rows("SELECT n FROM t WHERE id > 100") == ["0", "0"])
    }

    @Test func rowsDeletedAheadAreNotMissed() throws {
        let database = try TestDatabase(Self.numbers(8))
        let other = try other(database)
        let (report, chunks) = try run(database, counting) { count in
            if count == 1 {
                try other.write { try $0.execute(sql: "DELETE FROM t WHERE id IN (2, 3, 4, 8)") }
            }
        }
        #expect(report.rows == 5)
        #expect(try database.rows("SELECT id, n FROM t") == ["1|1", "5|1", "6|1", "7|1"])
        #expect(chunks.allSatisfy { $0.fraction <= 1 })
    }

    @Test func everythingDeletedAheadEndsTheBatch() throws {
        let database = try TestDatabase(Self.numbers(8))
        let other = try other(database)
        let (report, _) = try run(database, counting) { count in
            if count == 1 { try other.write { try $0.execute(sql: "DELETE FROM t") } }
        }
        #expect(report.outcome == .done)
        #expect(report.rows == 2)
    }

    @Test func rowsChangedAheadAreReadAsTheyAreThen() throws {
        let database = try TestDatabase(Self.numbers(4))
        let other = try other(database)
        let migration = TestMigration("1") {
            Transform("t", reading: .integer("n"), writing: .integer("n")) { ($0 ?? 0) + 1 }
                .chunk(rows: 2)
        }
        try run(database, migration) { count in
            if count == 1 { try other.write { try $0.execute(sql: "UPDATE t SET n = 50") } }
        }
        #expect(try database.rows("SELECT n FROM t") == ["50", "50", "51", "51"])
    }

    @Test func manyRowsInsertedAheadDoNotTakeProgressOverTheTop() throws {
        let database = try TestDatabase(Self.numbers(2, extra: "INSERT INTO t (id) VALUES (100)"))
        let other = try other(database)
        let (report, chunks) = try run(database, counting) { count in
            if count == 1 {
                try other.write {
                    try $0.execute(sql: "INSERT INTO t (id) VALUES (10), (11), (12), (13), (14)")
                }
            }
        }
        #expect(report.rows == 8)
        #expect(chunks.allSatisfy { $0.rowsDone <= $0.rowsTotal })
        #expect(chunks.map(\.rowsDone) == chunks.map(\.rowsDone).sorted())
        #expect(chunks.last?.fraction == 1)
    }

    // MARK: Others change the schema meanwhile

    @Test(arguments: [
        "VACUUM", "ALTER TABLE t ADD COLUMN late TEXT", "CREATE INDEX late ON t (n)",
        "CREATE TABLE late (x)", "CREATE UNIQUE INDEX late ON t (id, n)", "ANALYZE", "REINDEX",
    ])
    func aChangedSchemaIsPlannedAgainAndTheBatchGoesOn(_ sql: String) throws {
        let database = try TestDatabase(Self.numbers(6))
        let other = try other(database)
        let (report, _) = try run(database, counting) { count in
            if count == 1 { try other.writeWithoutTransaction { try $0.execute(sql: sql) } }
        }
        #expect(report.outcome == .done)
        #expect(try database.rows("SELECT DISTINCT n FROM t") == ["1"])
    }

    @Test func anotherUniqueIndexDoesNotChangeTheKey() throws {
        let database = try TestDatabase(
            """
            CREATE TABLE t (a TEXT NOT NULL UNIQUE, b TEXT NOT NULL, n INTEGER NOT NULL);
            INSERT INTO t VALUES ('1', 'z', 0), ('2', 'y', 0), ('3', 'x', 0), ('4', 'w', 0)
            """)
        let other = try other(database)
        try run(database, counting) { count in
            if count == 1 {
                try other.write { try $0.execute(sql: "CREATE UNIQUE INDEX late ON t (b)") }
            }
        }
        #expect(try database.rows("SELECT DISTINCT n FROM t") == ["1"])
    }

    @Test(arguments: ["VACUUM", "CREATE TABLE late (x)"])
    func aBareRowIDIsRefusedAfterAChangeOfTheSchema(_ sql: String) throws {
        let database = try TestDatabase(
            "CREATE TABLE t (n INTEGER); INSERT INTO t VALUES (0), (0), (0), (0)")
        let other = try other(database)
        let text = """
            1: step 1: The schema changed while the batch on t was half done: it pages by rowid, \
            which VACUUM renumbers
              Take the migration back with `rollback`; a primary key in the table spares this.
            """
        #expect(
            message {
                try run(database, counting) { count in
                    if count == 1 { try other.writeWithoutTransaction { try $0.execute(sql: sql) } }
                }
            } == text)
        #expect(try database.rows("SELECT n FROM t") == ["1", "1", "0", "0"])
        // So it stays: where the rows are now is not known.
        #expect(message { try run(database, counting) } == text)
    }

    @Test func aBareRowIDIsRefusedAtTheResumeToo() throws {
        let database = try TestDatabase(
            "CREATE TABLE t (n INTEGER); INSERT INTO t VALUES (0), (0), (0), (0)")
        let stop = StopSignal()
        try database.migrator([counting]).runAndWait(stop: stop) {
            if case .chunk = $0 { stop.request() }
        }
        try database.execute("DELETE FROM t WHERE rowid = 1; VACUUM")
        let text = message { try run(database, counting) }
        #expect(text.hasPrefix("1: step 1: The schema changed while the batch on t was half done"))
        #expect(try database.rows("SELECT n FROM t") == ["1", "0", "0"])
    }

    // MARK: Fences and locks

    @Test func aSecondRunnerIsFenced() throws {
        let database = try TestDatabase(Self.numbers(6))
        let other = try other(database)
        for column in ["run_id = 'another'", "chunk = chunk + 1", "step = step + 1"] {
            try database.execute("UPDATE t SET n = 0")
            #expect(
                message {
                    try run(database, counting) { count in
                        guard count == 1 else { return }
                        try other.write {
                            try $0.execute(sql: "UPDATE _migration_checkpoints SET \(column)")
                        }
                    }
                } == """
                    1: step 1: Another run has gone on with this migration
                      Let it finish; `status` tells where it stands.
                    """)
            #expect(try database.rows("SELECT n FROM t") == ["1", "1", "0", "0", "0", "0"])
            try database.execute("DELETE FROM _migration_checkpoints")
        }
    }

    @Test func aLockedDatabaseIsTriedAgain() throws {
        let database = try TestDatabase(Self.numbers(6))
        var unsafe = Configuration()
        unsafe.allowsUnsafeTransactions = true
        let other = try DatabaseQueue(path: database.path, configuration: unsafe)
        let refusals = Recorder<Int>()
        var configuration = Configuration()
        // The first refusal ends the other's transaction; the statement fails nevertheless.
        configuration.busyMode = .callback { tries in
            refusals.append(tries)
            try? other.writeWithoutTransaction { try $0.execute(sql: "COMMIT") }
            return false
        }
        let queue = try DatabaseQueue(path: database.path, configuration: configuration)
        let chunks = Recorder<Int>()
        let report = try Migrator(queue, migrations: [counting]).runAndWait { event in
            guard case .chunk(_, let progress) = event else { return }
            chunks.append(progress.chunkRows)
            guard chunks.all.count == 1 else { return }
            try? other.writeWithoutTransaction {
                try $0.execute(sql: "BEGIN IMMEDIATE; UPDATE t SET done = 7")
            }
        }
        #expect(refusals.all == [0])
        #expect(report.rows == 6)
        #expect(try database.rows("SELECT DISTINCT n, done FROM t") == ["1|7"])
    }

    @Test func theTableIsCountedAndSearchedWithoutTheWriteLock() throws {
        let database = try TestDatabase(Self.numbers(4))
        // Each call notes whether another connection could have written at that moment.
        let other = try DatabaseQueue(path: database.path)
        let free = Recorder<Bool>()
        let probe = DatabaseFunction("probe", argumentCount: 1) { values in
            let isFree =
                (try? other.writeWithoutTransaction { db in
                    try db.execute(sql: "BEGIN IMMEDIATE; ROLLBACK")
                }) != nil
            free.append(isFree)
            return values[0]
        }
        var configuration = Configuration()
        configuration.prepareDatabase { $0.add(function: probe) }
        let pool = try DatabasePool(path: database.path, configuration: configuration)
        try Migrator(
            pool,
            migrations: [
                TestMigration("1") {
                    Update("t", set: "done = 1", where: "probe(done) IS NULL").chunk(rows: 2)
                }
            ]
        ).runAndWait()
        #expect(free.all.contains(false), "a chunk holds the lock")
        #expect(free.all.suffix(4) == [true, true, true, true], "the search at the end does not")
    }

    // MARK: What ends a chunk

    @Test(arguments: ["ABORT", "FAIL", "ROLLBACK"])
    func aTriggerThatRaisesUndoesItsChunkAlone(_ kind: String) throws {
        let database = try TestDatabase(
            Self.numbers(
                6,
                extra: """
                    CREATE TRIGGER tr AFTER UPDATE ON t WHEN new.id = 4
                    BEGIN SELECT RAISE(\(kind), 'four stays'); END
                    """))
        #expect(
            message { try run(database, counting) } == """
                1: step 1: Update t: four stays
                  What was committed before stays; mend the cause and run again.
                """)
        #expect(try database.rows("SELECT n FROM t") == ["1", "1", "0", "0", "0", "0"])
        #expect(try database.rows("SELECT chunk, rows_done FROM _migration_checkpoints") == ["1|2"])
        try database.execute("DROP TRIGGER tr")
        #expect(try run(database, counting).report.rows == 4)
        #expect(try database.rows("SELECT DISTINCT n FROM t") == ["1"])
    }

    @Test func aDeferredForeignKeyThatFailsAtCommitUndoesItsChunkAlone() throws {
        let database = try TestDatabase(
            """
            CREATE TABLE parent (id INTEGER PRIMARY KEY); INSERT INTO parent VALUES (1), (2), (3);
            CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER REFERENCES parent DEFERRABLE
            INITIALLY DEFERRED); INSERT INTO t VALUES (1, 1), (2, 2), (3, 3), (4, 1)
            """)
        #expect(
            message { try run(database, counting) } == """
                1: step 1: Update t: FOREIGN KEY constraint failed
                  What was committed before stays; mend the cause and run again.
                """)
        #expect(try database.rows("SELECT n FROM t") == ["2", "3", "3", "1"])
        try database.execute("INSERT INTO parent VALUES (4)")
        try run(database, counting)
        #expect(try database.rows("SELECT n FROM t") == ["2", "3", "4", "2"])
    }

    // MARK: Nothing to do

    @Test func anEmptyTableIsDoneAtOnce() throws {
        let database = try TestDatabase(Self.numbers(1, extra: "DELETE FROM t"))
        let (report, chunks) = try run(database, counting)
        #expect(report.outcome == .done)
        #expect(report.rows == 0)
        #expect(chunks.isEmpty)
        #expect(try database.rows("SELECT rows FROM _migrations") == ["0"])
    }

    @Test func aWhereThatNoRowMeetsChangesNothing() throws {
        let database = try TestDatabase(Self.numbers(5))
        let migration = TestMigration("1") {
            Update("t", set: "n = 9", where: "n > 100").chunk(rows: 2)
        }
        let (report, chunks) = try run(database, migration)
        #expect(report.rows == 0)
        #expect(chunks.map(\.rowsDone) == [2, 4, 5])
        #expect(chunks.last?.rowsChanged == 0)
    }

    @Test func aHalfDoneBatchThatNowPagesAnotherTableIsRefused() throws {
        let database = try TestDatabase(
            Self.numbers(4, extra: "CREATE TABLE u (id INTEGER PRIMARY KEY, n)"))
        let stop = StopSignal()
        try database.migrator([counting]).runAndWait(stop: stop) {
            if case .chunk = $0 { stop.request() }
        }
        var settings = RunSettings()
        settings.acceptChanged = ["1"]
        let changed = TestMigration("1") { Update("u", set: "n = n + 1") }
        let migrator = try database.migrator([changed], settings: settings)
        #expect(
            message { try migrator.runAndWait() } == """
                1: step 1: Step 1 stands in a batch on t by id, and now pages u by id
                  Keep table and key of a half-done batch, or take it back with `rollback`.
                """)
    }
}
