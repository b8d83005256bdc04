import Foundation
import GRDB
import Testing

@testable import Stopover

/// What an update in SQL sets is read ahead where its rows are kept: the table is the same as without, and goes back
/// to what it was.
@Suite struct UpdateWorkTests {
    private static let types = ["", "INTEGER", "TEXT", "REAL", "NUMERIC", "BLOB"]

    /// Every storage class, and what is stored as another one in some column.
    private static let expressions = [
        "v", "v || ''", "v + 1", "v * 1.5", "-0.0", "0.0", "NULL", "'7'", "' 7.0 '", "x'00ff'",
        "zeroblob(3)",
        "CAST(v AS TEXT)", "CAST(v AS BLOB)", "9e999", "9223372036854775807 + v", "1.0", "''",
        "'a' || char(0) || 'b'", "CAST(x'ff61' AS TEXT)",
        "CASE id % 3 WHEN 0 THEN v WHEN 1 THEN id END",
        "json_array(v IS NULL, id)", "datetime('2026-11-29', '+' || id || ' days')",
        "id IN (1, 5, 9)",
    ]

    private static func rows(_ type: String) -> String {
        """
        CREATE TABLE t (id INTEGER PRIMARY KEY, v \(type), w \(type));
        INSERT INTO t (v) VALUES (1), (-2.5), ('x'), (x'00'), (NULL), (''), ('é'), (0.0), (7), (x''), ('12');
        UPDATE t SET w = v
        """
    }

    /// What `set` makes of the table, which stays as it is.
    private func updated(
        _ database: TestDatabase, _ set: String, _ filter: String?
    ) throws -> [String] {
        try database.queue.writeWithoutTransaction { db in
            var lines: [String] = []
            try db.inTransaction {
                let condition = filter.map { "WHERE \($0)" } ?? ""
                try db.execute(sql: "UPDATE t SET \(set)\n\(condition)")
                lines = try content(db)
                return .rollback
            }
            return lines
        }
    }

    private func content(_ db: Database) throws -> [String] {
        let sql = """
            SELECT id || typeof(v) || hex(v) || quote(v) || typeof(w) || hex(w) || quote(w)
            FROM t ORDER BY id
            """
        return try String.fetchAll(db, sql: sql)
    }

    @Test(arguments: types)
    func aTableIsTheSameWhereRowsAreKept(_ type: String) throws {
        let (kept, bare) = (try TestDatabase(Self.rows(type)), try TestDatabase(Self.rows(type)))
        var settings = RunSettings.unhurried
        settings.snapshot = .rows
        let before = try kept.queue.read(content)
        for filter in [nil, "id % 4", "v IS NOT NULL AND w <> 'x'"] {
            for expression in Self.expressions {
                let set = "w = \(expression), v = \(expression) -- both"
                let migration = TestMigration {
                    Update("t", set: set, where: filter).chunk(rows: 3)
                }
                let isSteady = !expression.contains("datetime")
                let plan = try BatchHarness(kept.queue, migration).plans[0]
                #expect((plan.updateSQL != nil && plan.written != nil) == isSteady)
                let migrator = try kept.migrator([migration], settings: settings)
                try migrator.runAndWait()
                #expect(
                    try kept.queue.read(content) == updated(bare, set, filter),
                    "\(expression), \(filter ?? "")")
                #expect(try migrator.rollback().conflictCount == 0)
                #expect(
                    try kept.queue.read(content) == before, "\(expression), \(filter ?? "")")
            }
        }
    }

    /// Notes the threads that call it.
    private func database(
        isPure: Bool, _ threads: Recorder<String>
    ) throws -> (TestDatabase, DatabaseQueue) {
        let database = try TestDatabase(Self.rows("TEXT"))
        var configuration = Configuration()
        configuration.prepareDatabase { db in
            let function = DatabaseFunction("noting", argumentCount: 1, pure: isPure) { values in
                threads.append("\(pthread_self())")
                return values[0]
            }
            db.add(function: function)
        }
        return (database, try DatabaseQueue(path: database.path, configuration: configuration))
    }

    @Test(arguments: [true, false])
    func functionsAreCalledOnAnotherThreadWhereTheyArePure(_ isPure: Bool) throws {
        let threads = Recorder<String>()
        let (database, queue) = try database(isPure: isPure, threads)
        var settings = RunSettings.unhurried
        settings.snapshot = .rows
        let migration = TestMigration { Update("t", set: "w = noting(v) || '!'").chunk(rows: 2) }
        try Migrator(queue, migrations: [migration], settings: settings).runAndWait()
        #expect(Set(threads.all).isSubset(of: ["\(pthread_self())"]) == !isPure)
        // An impure one is asked once for each row; a pure one may be asked again for what was read in vain.
        #expect(isPure ? threads.all.count >= 11 : threads.all.count == 11)
        #expect(try database.count("SELECT count(*) FROM t WHERE w IS NOT v || '!'") == 0)
    }

    @Test func aLikeOfTheWritersConnectionAloneIsTheOneThatCounts() throws {
        for policy in [SnapshotPolicy.none, .rows] {
            let database = try TestDatabase(
                """
                CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT, w TEXT, x INTEGER);
                INSERT INTO t (v) VALUES ('a'), ('A'), ('b'), ('a'), ('A'), ('A')
                """)
            try database.execute("PRAGMA case_sensitive_like = ON")
            var settings = RunSettings.unhurried
            settings.snapshot = policy
            try database.migrator(
                [
                    TestMigration {
                        Transform(
                            "t", where: "v LIKE 'a'", reading: .text("v"), writing: .text("w")
                        ) { $0 }.chunk(rows: 1)
                        Update("t", set: "x = v LIKE 'A'").chunk(rows: 1)
                    }
                ], settings: settings
            ).runAndWait()
            #expect(
                try database.lines("SELECT v, w, x FROM t")
                    == ["a|a|0", "A|NULL|1", "b|NULL|0", "a|a|0", "A|NULL|1", "A|NULL|1"])
        }
    }

    /// What stands at `:chunk` is true or false, whatever the batch's own filter is.
    @Test func aChunkThatIsNamedTwiceMeansTheSame() throws {
        var settings = RunSettings.unhurried
        for policy in [SnapshotPolicy.none, .rows] {
            let database = try TestDatabase(
                "CREATE TABLE t (id INTEGER PRIMARY KEY, v, a); INSERT INTO t (v) VALUES (5), (0), (1)"
            )
            settings.snapshot = policy
            let sql = "UPDATE t SET a = 1 WHERE :chunk AND (:chunk) = 1"
            try database.migrator(
                [TestMigration { Batch("t", where: "v", sql) }], settings: settings
            ).runAndWait()
            #expect(try database.rows("SELECT v FROM t WHERE a") == ["5", "1"])
        }
    }

    /// SQLite folds only ASCII letters.
    @Test func aFunctionWithAnyNameIsKnown() throws {
        let threads = Recorder<String>()
        let database = try TestDatabase(Self.rows("TEXT"))
        var configuration = Configuration()
        configuration.prepareDatabase { db in
            let function = DatabaseFunction("Übersetzt", argumentCount: 1) { values in
                threads.append("\(pthread_self())")
                return values[0]
            }
            db.add(function: function)
        }
        let queue = try DatabaseQueue(path: database.path, configuration: configuration)
        let migration = TestMigration { Update("t", set: "w = Übersetzt(v)").chunk(rows: 2) }
        #expect(try BatchHarness(queue, migration).plans[0].updateSQL == nil)
        var settings = RunSettings.unhurried
        settings.snapshot = .rows
        try Migrator(queue, migrations: [migration], settings: settings).runAndWait()
        #expect(Set(threads.all) == ["\(pthread_self())"])
    }

    @Test func valuesThatTakeMuchMemoryMakeChunksShorter() throws {
        let database = try TestDatabase(
            """
            CREATE TABLE t (id INTEGER PRIMARY KEY, v BLOB, w BLOB);
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30)
            INSERT INTO t (v) SELECT randomblob(1000000) FROM n
            """)
        var settings = RunSettings.unhurried
        settings.snapshot = .rows
        let chunks = Recorder<Int>()
        try database.migrator(
            [TestMigration { Update("t", set: "w = v") }], settings: settings
        ).runAndWait { event in
            if case .chunk(_, let progress) = event { chunks.append(progress.chunkRows) }
        }
        #expect(try database.count("SELECT count(*) FROM t WHERE w IS NOT v") == 0)
        #expect(chunks.all.allSatisfy { $0 <= 9 })
        #expect(chunks.all.reduce(0, +) == 30)
    }
}
