import GRDB
import Testing

@testable import Stopover

@Suite("rollback")
struct RollbackTests {
    /// Rows 1…6 with v = 0, and a migration of a schema step, a batch and a schema step.
    private func database() throws -> TestDatabase {
        try TestDatabase(
            """
            CREATE TABLE a (id INTEGER PRIMARY KEY, v);
            INSERT INTO a VALUES (1, 0), (2, 0), (3, 0), (4, 0), (5, 0), (6, 0);
            """)
    }

    private var batched: TestMigration {
        TestMigration(1, name: "batched") {
            Execute("CREATE TABLE IF NOT EXISTS b (v)")
            Update("a", set: "v = v + 1").chunk(rows: 2)
        } down: {
            Execute("CREATE TABLE c (v)")
            Update("a", set: "v = v - 1", where: "v > 0").chunk(rows: 2)
            Execute("DROP TABLE c")
            Execute("DROP TABLE b")
        }
    }

    private func stopping(
        after chunks: Int,
        _ body: (StopSignal, @escaping @Sendable (ProgressEvent) -> Void) throws -> RunReport
    ) throws -> RunReport {
        let stop = StopSignal()
        let left = Shared(chunks)
        return try body(stop) { event in
            guard case .chunk = event else { return }
            left.update { $0 -= 1 }
            if left.value == 0 { stop.request() }
        }
    }

    @Test("takes back the last, a count, all after a version, and all")
    func extents() throws {
        let all = [TestMigration.table(1), .table(2), .table(3), .table(4)]
        for (extent, finished, left) in [
            (.last(1), [4], "t001 t002 t003"), (.last(2), [4, 3], "t001 t002"),
            (.to(1), [4, 3, 2], "t001"), (.to(0), [4, 3, 2, 1], ""), (.last(9), [4, 3, 2, 1], ""),
            (.to(4), [], "t001 t002 t003 t004"),
        ] as [(RollbackExtent, [MigrationVersion], String)] {
            let database = try TestDatabase()
            let migrator = try database.migrator(all)
            _ = try migrator.run()
            let plan = try migrator.rollbackPlan(extent)
            #expect(plan.direction == .down)
            #expect(plan.migrations.map(\.version) == finished)
            #expect(try migrator.rollback(extent).finished == finished)
            #expect(
                try database.lines("SELECT name FROM sqlite_master WHERE name GLOB 't0*'")
                    .joined(separator: " ") == left)
            // And up again.
            #expect(try migrator.run().finished == finished.reversed())
        }
    }

    @Test("is logged, and takes the row out of the history")
    func logged() throws {
        let database = try TestDatabase()
        let migrator = try database.migrator([.table(1, name: "one")])
        _ = try migrator.run()
        _ = try migrator.rollback()
        #expect(try database.log() == ["applied|001|one", "rolled back|001|one"])
        #expect(try database.lines("SELECT * FROM _migrations") == [])
        #expect(try migrator.status().lines == ["001 pending"])
    }

    @Test("an irreversible migration is refused, and nothing is taken back")
    func irreversible() throws {
        let database = try TestDatabase()
        let migrator = try database.migrator([
            TestMigration(1, name: "one") { Execute("CREATE TABLE x (v)") }, .table(2),
        ])
        _ = try migrator.run()
        let text = """
            001: one can't be taken back: it has no down steps
              Write what takes it back as its down steps, or restore a backup.
            """
        #expect(message { _ = try migrator.rollback(.to(0)) } == text)
        #expect(message { _ = try migrator.rollbackPlan(.to(0)) } == text)
        #expect(try migrator.status().lines == ["001 applied irreversible", "002 applied"])
    }

    @Test("takes the down steps from the history when the code is gone")
    func codeGone() throws {
        let database = try database()
        _ = try database.migrator([batched]).run()
        let migrator = try database.migrator([TestMigration]())
        #expect(try migrator.status().lines == ["001 missing"])
        #expect(try migrator.rollback().finished == [1])
        #expect(try database.lines("SELECT DISTINCT v FROM a") == ["0"])
        #expect(try database.log() == ["applied|001|batched", "rolled back|001|batched"])
    }

    @Test("of batches stops at a chunk and goes on there")
    func resumed() throws {
        let database = try database()
        let migrator = try database.migrator([batched])
        _ = try migrator.run()
        let report = try stopping(after: 2) { try migrator.rollback(stop: $0, onProgress: $1) }
        #expect(report.outcome == .stopped(.interrupted, at: 1))
        #expect(report.finished == [])
        #expect(try database.lines("SELECT v FROM a") == ["0", "0", "0", "0", "1", "1"])
        #expect(try migrator.status().lines == ["001 interrupted"])
        #expect(
            message { _ = try migrator.run() }
                == """
                001: batched is half taken back
                  Run `rollback` to go on taking it back.
                """)
        let plan = try migrator.rollbackPlan()
        #expect(plan.migrations[0].resumes)
        #expect(plan.migrations[0].steps.map(\.rows) == [2, nil, nil])
        #expect(try migrator.rollback().finished == [1])
        #expect(try database.lines("SELECT DISTINCT v FROM a") == ["0"])
        #expect(try migrator.status().lines == ["001 pending"])
    }

    @Test("a half taken back migration goes on when its code is gone meanwhile")
    func resumedCodeGone() throws {
        let database = try database()
        let migrator = try database.migrator([batched])
        _ = try migrator.run()
        _ = try stopping(after: 1) { try migrator.rollback(stop: $0, onProgress: $1) }
        #expect(try database.migrator([TestMigration]()).rollback().finished == [1])
        #expect(try database.lines("SELECT DISTINCT v FROM a") == ["0"])
    }

    @Test("takes a half-done migration back, with the code and without it")
    func halfDone() throws {
        for hasCode in [true, false] {
            let database = try database()
            _ = try stopping(after: 1) {
                try database.migrator([batched]).runAndWait(stop: $0, onProgress: $1)
            }
            #expect(try database.lines("SELECT v FROM a") == ["1", "1", "0", "0", "0", "0"])
            let migrator = try database.migrator(hasCode ? [batched] : [])
            // Stopped once more on the way down: the history's steps are still known.
            _ = try stopping(after: 1) { try migrator.rollback(stop: $0, onProgress: $1) }
            #expect(try migrator.rollback().finished == [1])
            #expect(try database.lines("SELECT DISTINCT v FROM a") == ["0"])
            #expect(try database.lines("SELECT * FROM _migration_checkpoints") == [])
            #expect(try database.log() == ["rolled back|001|batched"])
        }
    }

    @Test("that fails in its first step leaves the migration applied, and run goes on as before")
    func failed() throws {
        let database = try TestDatabase(
            "CREATE TABLE a (id INTEGER PRIMARY KEY, v); INSERT INTO a VALUES (1, NULL)")
        let migration = TestMigration(1, name: "one") {
            Execute("CREATE TABLE b (v NOT NULL)")
        } down: {
            Execute("INSERT INTO b SELECT v FROM a")
            Update("a", set: "v = 1")
            Execute("DROP TABLE b")
        }
        let migrator = try database.migrator([migration])
        _ = try migrator.run()
        #expect(
            message { _ = try migrator.rollback() }
                == """
                001: step 1: Execute: INSERT INTO b SELECT v FROM a: NOT NULL constraint failed: b.v
                  What was committed before stays; mend the cause and run again.
                """)
        #expect(try migrator.run().finished == [])
        #expect(try database.log() == ["applied|001|one", "failed|001|one"])
        try database.execute("UPDATE a SET v = 3")
        #expect(try migrator.rollback().finished == [1])
        #expect(try migrator.status().lines == ["001 pending"])
    }

    @Test("an atomic one that fails leaves the migration applied")
    func failedAtomic() throws {
        let database = try TestDatabase("CREATE TABLE a (v); INSERT INTO a VALUES (NULL)")
        let migration = TestMigration(1, name: "one") {
            Execute("CREATE TABLE b (v NOT NULL)")
        } down: {
            Execute("INSERT INTO b SELECT v FROM a")
        }
        let migrator = try database.migrator([migration])
        _ = try migrator.run()
        #expect(code { _ = try migrator.rollback() } == .stepFailed)
        #expect(try migrator.status().lines == ["001 applied"])
        #expect(try database.log() == ["applied|001|one", "failed|001|one"])
    }

    @Test("clears the migration's quarantine")
    func quarantine() throws {
        let database = try TestDatabase(
            "CREATE TABLE a (id INTEGER PRIMARY KEY, v); INSERT INTO a VALUES (1, 2), (2, 'x')")
        let migration = TestMigration(1) {
            Transform("a", reading: .text("v"), writing: .text("v")) { $0 }
                .refusals(.quarantine(upTo: 5))
        } down: {
            Execute("UPDATE a SET v = v")
        }
        let migrator = try database.migrator([migration])
        _ = try migrator.run()
        #expect(try database.count("SELECT count(*) FROM _migration_quarantine") == 1)
        _ = try migrator.rollback()
        #expect(try database.count("SELECT count(*) FROM _migration_quarantine") == 0)
    }

    @Test("with nothing applied there is nothing to do")
    func nothing() throws {
        let database = try TestDatabase()
        let migrator = try database.migrator([.table(1)])
        #expect(try migrator.rollback().finished == [])
        #expect(try migrator.rollbackPlan().isEmpty)
        #expect(try database.tables() == [])
    }
}
