import GRDB
import Testing

@testable import Stopover

/// What is recorded of each chunk against what whole tables, read before and after it, differ by.
@Suite("ChangeRecorder")
struct ChangeRecorderTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        var schema: String
        var tables: [ChunkRecorder.Table]
        var isTracked = true
        let step: @Sendable () -> Steps

        var testDescription: String { name }

        init(
            _ name: String, _ schema: String, _ tables: [ChunkRecorder.Table],
            isTracked: Bool = true, @StepsBuilder step: @escaping @Sendable () -> Steps
        ) {
            self.name = name
            self.schema = schema
            self.tables = tables
            self.isTracked = isTracked
            self.step = step
        }
    }

    private static let rows = """
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 23)
        """

    private static let cases: [Case] = [
        Case(
            "an Update of one column",
            "CREATE TABLE t (id INTEGER PRIMARY KEY, a, b); \(rows) INSERT INTO t SELECT i, i, 'x' FROM n",
            [.init("t")], isTracked: false
        ) { Update("t", set: "a = -a") },
        Case(
            "statements that update rows of the chunk alone",
            "CREATE TABLE t (id INTEGER PRIMARY KEY, a, b); \(rows) INSERT INTO t SELECT i, i, 'x' FROM n",
            [.init("t")], isTracked: false
        ) {
            Batch("t", "UPDATE t SET a = a * 2, b = (SELECT max(a) FROM t) WHERE :chunk AND a > 3")
        },
        Case(
            "an Update that changes some rows, and ends its own filter",
            "CREATE TABLE t (id INTEGER PRIMARY KEY, a, b); \(rows) INSERT INTO t SELECT i, i % 3, 'x' FROM n",
            [.init("t")], isTracked: false
        ) { Update("t", set: "a = 7, b = 'x'", where: "a = 1") },
        Case(
            "a Transform over every storage class",
            """
            CREATE TABLE t (k TEXT PRIMARY KEY NOT NULL COLLATE NOCASE, a TEXT, b);
            INSERT INTO t VALUES ('a', 'é', 1), ('B', '', 1.0), ('c', NULL, x'00'), ('D', 'x', ''),
            ('e', CAST(x'610062' AS TEXT), x''), ('F', 'y', 9223372036854775807), ('g', 'z', -0.0)
            """, [.init("t", key: ["k"])], isTracked: false
        ) {
            Transform("t", reading: .text("a"), writing: .text("b")) { $0 }
        },
        Case(
            "a trigger that writes another table, and one that changes the row again",
            """
            CREATE TABLE t (id INTEGER PRIMARY KEY, a, seen INTEGER DEFAULT 0);
            CREATE TABLE log (id INTEGER PRIMARY KEY, was, now);
            CREATE TABLE totals (name TEXT PRIMARY KEY, sum) WITHOUT ROWID;
            INSERT INTO totals VALUES ('a', 0);
            \(rows) INSERT INTO t (id, a) SELECT i, i FROM n;
            CREATE TRIGGER noted AFTER UPDATE OF a ON t BEGIN
                INSERT INTO log (was, now) VALUES (old.a, new.a);
                UPDATE totals SET sum = sum + new.a;
                UPDATE t SET seen = seen + 1 WHERE id = new.id;
            END
            """, [.init("t"), .init("log"), .init("totals", key: ["name"])]
        ) { Update("t", set: "a = a * 2") },
        Case(
            "deletes that cascade, and set others to NULL",
            """
            CREATE TABLE t (id INTEGER PRIMARY KEY, a);
            CREATE TABLE child (id INTEGER PRIMARY KEY, t REFERENCES t ON DELETE CASCADE, v);
            CREATE TABLE friend (id INTEGER PRIMARY KEY, t REFERENCES t ON DELETE SET NULL, v);
            \(rows) INSERT INTO t SELECT i, i FROM n;
            INSERT INTO child SELECT id * 10, id, 'c' FROM t; INSERT INTO friend SELECT id, id, 'f' FROM t
            """, [.init("t"), .init("child"), .init("friend")]
        ) { Batch("t", "DELETE FROM t WHERE id % 3 = 0 AND :chunk") },
        Case(
            "REPLACE that takes other rows out",
            """
            CREATE TABLE t (id INTEGER PRIMARY KEY, u UNIQUE, v);
            CREATE TABLE d (id INTEGER PRIMARY KEY, u UNIQUE, v);
            \(rows) INSERT INTO t SELECT i, i, 'x' FROM n; INSERT INTO d SELECT id, id % 23, 'old' FROM t
            """, [.init("t"), .init("d")]
        ) {
            Batch(
                "t",
                "INSERT OR REPLACE INTO d (id, u, v) SELECT id + 100, u, 'new' FROM t WHERE :chunk")
        },
        Case(
            "a table emptied whole by a statement that knows nothing of chunks",
            """
            CREATE TABLE t (id INTEGER PRIMARY KEY, a); CREATE TABLE d (id INTEGER PRIMARY KEY, v);
            \(rows) INSERT INTO t SELECT i, i FROM n; INSERT INTO d SELECT id, 'x' FROM t
            """, [.init("t"), .init("d")]
        ) {
            ForEachRow("t", reading: .integer("id")) { db, id in
                if id == 4 { try db.cachedStatement(sql: "DELETE FROM d").execute() }
                if id == 9 { try db.execute(sql: "INSERT INTO d VALUES (1, 'again')") }
            }
        },
        Case(
            "a key that changes, of a table with rowids and of one without",
            """
            CREATE TABLE t (id INTEGER PRIMARY KEY, a);
            CREATE TABLE w (v AS (a || 'v'), a TEXT, b COLLATE NOCASE, c, PRIMARY KEY (b, a)) WITHOUT ROWID;
            CREATE TABLE r (code TEXT NOT NULL UNIQUE, c);
            \(rows) INSERT INTO t SELECT i, i FROM n; INSERT INTO w (a, b, c) SELECT 'a' || id, 'b', id FROM t;
            INSERT INTO r SELECT 'r' || id, id FROM t
            """,
            [.init("t"), .init("w", key: ["b", "a"]), .init("r", key: ["code"], identity: ["c"])]
        ) {
            Batch(
                "t",
                """
                UPDATE w SET a = 'z' || a WHERE c IN (SELECT id FROM t WHERE :chunk);
                UPDATE r SET code = code || '!' WHERE c IN (SELECT id FROM t WHERE :chunk)
                """)
        },
        Case(
            "generated columns, and columns added with a default",
            """
            CREATE TABLE t (id INTEGER PRIMARY KEY, v AS (a || 'v'), a, s AS (a || 's') STORED, b);
            \(rows) INSERT INTO t (id, a, b) SELECT i, i, 'b' FROM n;
            ALTER TABLE t ADD COLUMN d TEXT DEFAULT 'preset'; ALTER TABLE t ADD COLUMN e INTEGER DEFAULT 5;
            CREATE TRIGGER touched AFTER UPDATE OF a ON t BEGIN UPDATE t SET e = e + 1 WHERE id = new.id; END
            """, [.init("t")]
        ) { Update("t", set: "a = a + 1, d = CASE WHEN id % 2 THEN d ELSE 'set' END") },
        Case(
            "rows that only came and went, and values that went back",
            """
            CREATE TABLE t (id INTEGER PRIMARY KEY, a); CREATE TABLE d (id INTEGER PRIMARY KEY, v);
            \(rows) INSERT INTO t SELECT i, i FROM n
            """, [.init("t"), .init("d")]
        ) {
            Batch(
                "t",
                """
                INSERT INTO d SELECT id, 'x' FROM t WHERE :chunk;
                DELETE FROM d WHERE id % 2 = 0;
                UPDATE t SET a = a + 1 WHERE :chunk;
                UPDATE t SET a = a - 1 WHERE id % 2 AND :chunk
                """)
        },
        Case(
            "a key written in another spelling under its collation",
            """
            CREATE TABLE t (id INTEGER PRIMARY KEY, a);
            CREATE TABLE w (k TEXT PRIMARY KEY COLLATE NOCASE, v) WITHOUT ROWID;
            \(rows) INSERT INTO t SELECT i, 'k' || i FROM n; INSERT INTO w SELECT a, id FROM t
            """, [.init("t"), .init("w", key: ["k"], identity: ["v"])]
        ) {
            Batch(
                "t", "INSERT OR REPLACE INTO w SELECT upper(a), id FROM t WHERE :chunk")
        },
    ]

    @Test("what is recorded is what differs", arguments: cases, ["wal", "delete"])
    func recorded(example: Case, journalMode: String) throws {
        for chunk in [1, 4, 100] {
            let database = try TestDatabase(journalMode: journalMode, example.schema)
            let harness = try BatchHarness(database.queue, TestMigration(up: example.step))
            let store = MemoryStore()
            let recorder = ChunkRecorder(tables: example.tables)
            for plan in harness.plans {
                #expect((plan.coverage == .tracked) == example.isTracked)
                var isDone = false
                var isFirst = true
                while !isDone {
                    let before = store.chunks.count
                    let expected = try recorder.around(database.queue) {
                        isDone = try harness.run(
                            plan, chunk: chunk, stopAfter: 1, resuming: !isFirst, store: store
                        ).isDone
                    }
                    isFirst = false
                    let recorded = store.chunks.dropFirst(before).reduce(into: Set<String>()) {
                        $0.formUnion($1.lines)
                    }
                    #expect(recorded == expected.lines, "chunks of \(chunk)")
                }
            }
            #expect(store.chunks.contains { !$0.isEmpty })
        }
    }

    enum Way: CaseIterable {
        /// The values are read ahead; written part by part, and read behind; written in one.
        case foreseen, parted, whole

        /// A value that is another one each time is not read ahead.
        var set: String { "v = max(v, 40001)" + (self == .foreseen ? "" : " + random() * 0") }

        /// Of some parts every row's value changes, of one some rows', of others none.
        var filter: String? {
            switch self {
            case .foreseen: nil
            case .parted: "v % 2"
            case .whole: "v % 2 AND EXISTS (SELECT 1 FROM t AS o WHERE o.a = t.a)"
            }
        }
    }

    @Test("what is recorded at once or part by part is what differs", arguments: Way.allCases)
    func parts(way: Way) throws {
        let database = try TestDatabase(
            journalMode: "wal",
            """
            CREATE TABLE t (a INTEGER, b INTEGER, v, PRIMARY KEY (a, b)) WITHOUT ROWID;
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60000)
            INSERT INTO t SELECT i / 7, i % 7, i FROM n
            """)
        let recorder = ChunkRecorder(.init("t", key: ["a", "b"]))
        let harness = try BatchHarness(
            database.queue, TestMigration { Update("t", set: way.set, where: way.filter) })
        #expect((harness.plans[0].updateSQL != nil) == (way == .foreseen))
        #expect(harness.plans[0].isIndependent == (way != .whole))
        let store = MemoryStore()
        let expected = try recorder.around(database.queue) {
            _ = try harness.run(harness.plans[0], chunk: nil, store: store)
        }
        #expect(
            store.chunks.reduce(into: Set<String>()) { $0.formUnion($1.lines) } == expected.lines)
        #expect(expected.rowCount == (way == .foreseen ? 40_000 : 20_000))
        #expect(store.chunks.contains { $0.groups.count > 1 } == (way == .parted))
        #expect(store.chunks.flatMap(\.groups).allSatisfy { $0.rowCount > 0 })
    }

    @Test("rows that a chunk's own writes would bring in are not, and none goes unrecorded")
    func otherRows() throws {
        let database = try TestDatabase(
            """
            CREATE TABLE t (id INTEGER PRIMARY KEY, v INTEGER);
            WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 29999)
            INSERT INTO t SELECT i, 0 FROM n
            """)
        let recorder = ChunkRecorder(.init("t", key: ["id"]))
        // Every odd row; and the even ones as soon as the first of their ten thousand is written.
        let harness = try BatchHarness(
            database.queue,
            TestMigration {
                Update(
                    "t", set: "v = v + 1",
                    where: """
                        id % 10000 = 0 OR id % 2
                        OR (SELECT o.v FROM t AS o WHERE o.id = t.id / 10000 * 10000) > 0
                        """)
            })
        let store = MemoryStore()
        let expected = try recorder.around(database.queue) {
            _ = try harness.run(harness.plans[0], chunk: nil, store: store)
        }
        #expect(
            store.chunks.reduce(into: Set<String>()) { $0.formUnion($1.lines) } == expected.lines)
        #expect(expected.rowCount > 15_000)
    }

    @Test("rows that a where takes or not by chance do not go unrecorded")
    func unsteadyFilter() throws {
        let database = try TestDatabase(
            """
            CREATE TABLE t (id INTEGER PRIMARY KEY, v INTEGER);
            WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 999)
            INSERT INTO t SELECT i, 0 FROM n
            """)
        for set in ["v = v + 1", "v = v + 1 + random() * 0"] {
            let recorder = ChunkRecorder(.init("t", key: ["id"]))
            let harness = try BatchHarness(
                database.queue, TestMigration { Update("t", set: set, where: "random() % 2 = 0") })
            let store = MemoryStore()
            let expected = try recorder.around(database.queue) {
                _ = try harness.run(harness.plans[0], chunk: nil, store: store)
            }
            #expect(
                store.chunks.reduce(into: Set<String>()) { $0.formUnion($1.lines) }
                    == expected.lines)
            #expect((300...700).contains(expected.rowCount))
        }
    }

    @Test("a chunk that is rolled back is recorded once, by the attempt that holds")
    func rolledBack() throws {
        let database = try TestDatabase(
            "CREATE TABLE t (id INTEGER PRIMARY KEY, a); INSERT INTO t VALUES (1, 'x'), (2, 'y')")
        let fails = Shared(true)
        let harness = try BatchHarness(
            database.queue,
            TestMigration {
                Transform("t", reading: .text("a"), writing: .text("a")) { value in
                    if value == "y", fails.value { throw CancellationError() }
                    return value.map { $0 + "!" }
                }
            })
        let store = MemoryStore()
        #expect(throws: (any Error).self) {
            try harness.run(harness.plans[0], chunk: 2, store: store)
        }
        #expect(store.chunks.isEmpty)
        fails.update { $0 = false }
        _ = try harness.run(harness.plans[0], chunk: 2, resuming: true, store: store)
        #expect(store.chunks.map(\.lines) == [["t 1 a: 'x' -> 'x!'", "t 2 a: 'y' -> 'y!'"]])
    }

    @Test("what a row snapshot can't keep fails the chunk, and says why")
    func uncovered() throws {
        let database = try TestDatabase(
            """
            CREATE TABLE t (id INTEGER PRIMARY KEY, a); INSERT INTO t VALUES (1, 'x');
            CREATE TABLE bare (v)
            """)
        let error = try failure(of: database) { db, _ in
            try db.execute(sql: "INSERT INTO bare VALUES (1)")
        }
        #expect(
            error == """
                A row snapshot can't keep what the batch changes: bare has no key but its rowid, which \
                VACUUM gives to other rows
                  Run with --snapshot database, or --snapshot none to do without a way back.
                """)
        #expect(try database.rows("SELECT * FROM bare") == [])
    }

    @Test("a closure that changes the schema fails the chunk")
    func schema() throws {
        let database = try TestDatabase(
            "CREATE TABLE t (id INTEGER PRIMARY KEY, a); INSERT INTO t VALUES (1, 'x')")
        let error = try failure(of: database) { db, _ in
            try db.execute(sql: "CREATE TABLE IF NOT EXISTS made (id INTEGER PRIMARY KEY)")
        }
        #expect(error.contains("it changes the schema"))
        #expect(try database.tables().contains("made") == false)
    }

    private func failure(
        of database: TestDatabase, _ body: @escaping @Sendable (Database, Int?) throws -> Void
    ) throws -> String {
        let harness = try BatchHarness(
            database.queue, TestMigration { ForEachRow("t", reading: .integer("id"), body: body) })
        return message { _ = try harness.run(harness.plans[0], chunk: 1, store: MemoryStore()) }
    }
}

extension ChunkRecorder {
    /// What `body` changes, through whatever connection.
    func around(_ queue: DatabaseQueue, _ body: () throws -> Void) throws -> ChunkChanges {
        let before = try queue.read(snapshot)
        try body()
        return try queue.read { try changes($0, since: before) }
    }
}
