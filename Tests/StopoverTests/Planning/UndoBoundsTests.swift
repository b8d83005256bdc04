import GRDB
import Stopover
import Testing

struct UndoBoundsTests {
    /// Adds one to each row of `a`, then of `b`; down takes one away again.
    private func migration(key: String? = nil) -> TestMigration {
        TestMigration(2, name: "count") {
            Update("a", set: "n = n + 1").chunk(rows: 3)
            Update("b", set: "n = n + 1").chunk(rows: 3)
        } down: {
            Update("b", set: "n = n - 1")
            if let key {
                Update("a", set: "n = n - 1").key(key)
            } else {
                Update("a", set: "n = n - 1").chunk(rows: 2)
            }
        }
    }

    private func database() throws -> TestDatabase {
        try TestDatabase(
            """
            CREATE TABLE a (id INTEGER PRIMARY KEY, n INTEGER, k INTEGER NOT NULL UNIQUE);
            CREATE TABLE b (id INTEGER PRIMARY KEY, n INTEGER);
            WITH RECURSIVE i(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM i WHERE i < 10)
            INSERT INTO a SELECT i, 100, 20 - i FROM i;
            INSERT INTO b SELECT id, 100 FROM a;
            """)
    }

    /// Runs until so many chunks are committed.
    private func stop(_ database: TestDatabase, after chunks: Int, _ migration: TestMigration)
        throws
    {
        let stop = StopSignal()
        try database.migrator([migration]).runAndWait(
            stop: stop, onProgress: stopping(stop, after: chunks))
    }

    private func stopping(
        _ stop: StopSignal, after chunks: Int
    ) -> @Sendable (ProgressEvent) -> Void {
        let seen = Shared(0)
        return { event in
            guard case .chunk = event else { return }
            seen.update { $0 += 1 }
            if seen.value == chunks { stop.request() }
        }
    }

    private func values(_ database: TestDatabase) throws -> [String] {
        try database.rows("SELECT DISTINCT n FROM (SELECT n FROM a UNION ALL SELECT n FROM b)")
    }

    @Test(arguments: 1...7)
    func `a half-done migration is taken back over the rows that it reached, and no others`(
        chunks: Int
    ) throws {
        let database = try database()
        try stop(database, after: chunks, migration())
        #expect(try values(database).count == 2)
        let status = try database.migrator([migration()]).status().migrations[0]
        #expect(status.halfDoneDirection == .up)
        #expect(!status.isHalfDoneChanged)
        let plan = try database.migrator([migration()]).rollbackPlan()
        // Four chunks take the whole of a; down begins with b.
        #expect(
            plan.migrations[0].steps.map(\.rows) == [max(0, chunks - 4) * 3, min(10, chunks * 3)])
        try database.migrator([migration()]).rollback()
        #expect(try values(database) == ["100"])
        #expect(try database.count("SELECT count(*) FROM _migration_checkpoints") == 0)
    }

    @Test(arguments: 1...3)
    func `taking it back can be stopped as well`(downChunks: Int) throws {
        let database = try database()
        try stop(database, after: 3, migration())
        let stop = StopSignal()
        try database.migrator([migration()]).rollback(
            stop: stop, onProgress: stopping(stop, after: downChunks))
        let status = try database.migrator([migration()]).status().migrations[0]
        #expect(status.state == .interrupted)
        #expect(status.halfDoneDirection == .down)
        #expect(
            message { try database.migrator([migration()]).baseline(at: 2) } == """
                002: count is half done
                  Run `rollback` to go on taking it back first.
                """)
        #expect(
            message { try database.migrator([migration()]).runAndWait() } == """
                002: count is half taken back
                  Run `rollback` to go on taking it back.
                """)
        try database.migrator([migration()]).rollback()
        #expect(try values(database) == ["100"])
    }

    @Test func `another key can't tell which rows were reached`() throws {
        let database = try database()
        try stop(database, after: 2, migration())
        let before = try database.rows("SELECT * FROM a ORDER BY id")
        #expect(
            message { try database.migrator([migration(key: "k")]).rollback() } == """
                002: count is half done, and its down steps can't tell which rows of a it changed
                  Run it to its end with `run`, then take it back.
                """)
        #expect(try database.rows("SELECT * FROM a ORDER BY id") == before)
    }

    @Test func `two batches over one table can't tell either`() throws {
        let twice = TestMigration(2, name: "twice") {
            Update("a", set: "n = n + 1").chunk(rows: 3)
            Update("a", set: "n = n + 1").chunk(rows: 3)
        } down: {
            Update("a", set: "n = n - 2")
        }
        let database = try database()
        try stop(database, after: 5, twice)
        #expect(
            message { try database.migrator([twice]).rollback() } == """
                002: twice is half done, and its down steps can't tell which rows of a it changed
                  Run it to its end with `run`, then take it back.
                """)
    }

    @Test func `the steps that ran must be known`() throws {
        let database = try database()
        let closure = TestMigration(2, name: "closure") {
            Transform("a", reading: .integer("n"), writing: .integer("n")) { n in
                n.map { $0 + 1 }
            }.chunk(rows: 3)
        } down: {
            Update("a", set: "n = n - 1")
        }
        try stop(database, after: 2, closure)
        var changed = closure
        changed.revision = 2
        let migrator = try database.migrator([changed])
        #expect(
            message { try migrator.rollback() } == """
                002: closure is half done, and the steps that ran are gone: its down steps can't tell \
                which rows it changed
                  Bring its code back as it was.
                """)
    }
}
