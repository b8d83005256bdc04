import GRDB
import Testing

@testable import Stopover

/// What ends a batch before its time; what is committed stays.
struct BatchFailuresTests: BatchRunFixture {
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
