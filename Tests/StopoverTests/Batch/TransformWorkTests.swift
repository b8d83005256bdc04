import GRDB
import Testing

@testable import Stopover

struct TransformWorkTests {
    private static func table(_ values: String) -> String {
        "CREATE TABLE t (k PRIMARY KEY NOT NULL, v, w); INSERT INTO t (k, v) VALUES \(values)"
    }

    private static let hint = """

          Mend the row or the closure and run again; .refusals(.quarantine(upTo:)) passes such \
        rows by.
        """

    private func copyText(_ refusals: Refusals = .stop) -> TestMigration {
        TestMigration("1") {
            Transform("t", reading: .text("v"), writing: .text("w")) { value in
                if value == "odd" { throw Odd(secret: value ?? "") }
                return value
            }.refusals(refusals).chunk(rows: 2)
        }
    }

    @Test func nilWritesNullAndNullIsReadAsNil() throws {
        let database = try TestDatabase(Self.table("(1, NULL), (2, 'x')"))
        try database.migrator([
            TestMigration("1") {
                Transform("t", reading: .text("v"), writing: .text("w")) { value in
                    value == nil ? "was NULL" : nil
                }
            }
        ]).runAndWait()
        #expect(try database.rows("SELECT v, w FROM t") == ["NULL|\"was NULL\"", "\"x\"|NULL"])
    }

    @Test func everyStorageClassIsReadAndWrittenAsItIs() throws {
        let database = try TestDatabase(
            """
            CREATE TABLE t (id INTEGER PRIMARY KEY, i, r, s, b, i2, r2, s2, b2);
            INSERT INTO t (i, r, s, b) VALUES (-1, -0.5, '', x''), (9223372036854775807, 9e999, 'é', x'00ff')
            """)
        try database.migrator([
            TestMigration("1") {
                Transform(
                    "t", reading: .integer("i"), .real("r"), .text("s"), .blob("b"),
                    writing: .integer("i2"), .real("r2"), .text("s2"), .blob("b2")
                ) { i, r, s, b in (i, r, s, b) }
            }
        ]).runAndWait()
        let wrong = """
            SELECT id FROM t WHERE i2 IS NOT i OR r2 IS NOT r OR s2 IS NOT s OR b2 IS NOT b
            OR typeof(s2) <> 'text' OR typeof(b2) <> 'blob'
            """
        #expect(try database.rows(wrong) == [])
    }

    @Test func textWithNULAndOfTwoSpellingsIsKept() throws {
        let database = try TestDatabase(
            Self.table("(1, 'a' || char(0) || 'b'), (2, CAST(x'65cc81' AS TEXT))"))
        try database.migrator([copyText()]).runAndWait()
        #expect(
            try database.rows("SELECT hex(v) = hex(w), hex(w) FROM t") == [
                "1|\"610062\"", "1|\"65CC81\"",
            ])
    }

    @Test(arguments: [
        ("5", "v holds integer where the step reads text"),
        ("5.5", "v holds real where the step reads text"),
        ("x'61'", "v holds blob where the step reads text"),
        ("CAST(x'ff' AS TEXT)", "v holds text that is not UTF-8"),
        ("CAST(x'eda080' AS TEXT)", "v holds text that is not UTF-8"),
        ("'odd'", "Odd was thrown"),
    ])
    func aValueThatIsNotWhatTheStepAsksForIsRefused(_ value: String, _ reason: String) throws {
        let database = try TestDatabase(Self.table("(1, 'a'), (2, 'b'), (3, 'c'), (7, \(value))"))
        let text = message { try database.migrator([copyText()]).runAndWait() }
        #expect(text == "1: step 1: Transform t: row k = 7 was refused: \(reason)" + Self.hint)
        // Its chunk is rolled back whole; the one before stays.
        #expect(try database.rows("SELECT w FROM t") == ["\"a\"", "\"b\"", "NULL", "NULL"])
    }

    @Test(arguments: [
        ("'planted'", "(a text)"), ("x'706c616e746564'", "(a blob)"), ("4.25", "(a real)"),
        ("42", "42"),
    ])
    func onlyAnIntegerKeyIsShown(_ key: String, _ shown: String) throws {
        let database = try TestDatabase(Self.table("(\(key), 'odd')"))
        let text = message { try database.migrator([copyText()]).runAndWait() }
        #expect(
            text == "1: step 1: Transform t: row k = \(shown) was refused: Odd was thrown"
                + Self.hint)
    }

    @Test func ofACompositeKeyEachPartIsShownOrNot() throws {
        let database = try TestDatabase(
            """
            CREATE TABLE t (a INTEGER, b TEXT, v, w, PRIMARY KEY (a, b)) WITHOUT ROWID;
            INSERT INTO t VALUES (3, 'planted', 'odd', NULL)
            """)
        let text = message { try database.migrator([copyText()]).runAndWait() }
        #expect(
            text == "1: step 1: Transform t: row a = 3, b = (a text) was refused: Odd was thrown"
                + Self.hint)
    }

    @Test func quarantinedRowsStayAsTheyAreAndAreNotedByKeyAndReason() throws {
        let database = try TestDatabase(
            Self.table("(1, 'a'), ('1', 'odd'), (x'31', 5), (2.5, 'b'), ('it''s', 'odd')"))
        let report = try database.migrator([copyText(.quarantine(upTo: 3))]).runAndWait()
        #expect(report.rows == 2)
        #expect(report.rowsQuarantined == 3)
        #expect(
            try database.rows("SELECT typeof(k), w FROM t ORDER BY k") == [
                "\"integer\"|\"a\"", "\"real\"|\"b\"", "\"text\"|NULL", "\"text\"|NULL",
                "\"blob\"|NULL",
            ])
        let noted = """
            SELECT version, step, table_name, quote(key), reason FROM _migration_quarantine
            ORDER BY key
            """
        #expect(
            try database.queue.read { db in
                try Row.fetchAll(db, sql: noted).map { row in
                    (0..<5).map { String.fromDatabaseValue(row[$0]) ?? "\(row[$0] as Int)" }
                }
            } == [
                ["1", "1", "t", "'1'", "Odd was thrown"],
                ["1", "1", "t", "'it''s'", "Odd was thrown"],
                ["1", "1", "t", "X'31'", "v holds integer where the step reads text"],
            ])
    }

    @Test func compositeKeysAreNotedAsSQLWritesThem() throws {
        let database = try TestDatabase(
            """
            CREATE TABLE t (a, b, v, w, PRIMARY KEY (a, b)) WITHOUT ROWID;
            INSERT INTO t VALUES (3, 'it''s', 'odd', NULL), (x'00', 1.5, 'odd', NULL)
            """)
        try database.migrator([copyText(.quarantine(upTo: 9))]).runAndWait()
        let keys = try database.queue.read {
            try String.fetchAll($0, sql: "SELECT key FROM _migration_quarantine ORDER BY key")
        }
        #expect(keys == ["3, 'it''s'", "x'00', 1.5"])
    }

    @Test func oneMoreThanTheQuarantineHoldsFailsTheMigration() throws {
        let database = try TestDatabase(
            Self.table("(1, 'odd'), (2, 'a'), (3, 'odd'), (4, 'b'), (5, 'odd'), (6, 'c')"))
        let text = message {
            try database.migrator([copyText(.quarantine(upTo: 2))]).runAndWait()
        }
        #expect(
            text == """
                1: step 1: More than 2 rows of t were refused, which is the quarantine's limit
                  Look at them in _migration_quarantine; mend them or the closure, or raise the limit, \
                then run again.
                """)
        #expect(try database.count("SELECT count(*) FROM _migration_quarantine") == 2)
        #expect(try database.rows("SELECT w FROM t WHERE w IS NOT NULL") == ["\"a\"", "\"b\""])
        // With a higher limit it goes on where it stopped.
        let report = try database.migrator([copyText(.quarantine(upTo: 3))]).runAndWait()
        #expect(report.rows == 1)
        #expect(try database.count("SELECT count(*) FROM _migration_quarantine") == 3)
    }

    @Test func whatSQLiteRefusesToStoreFailsTheStepWithoutAValue() throws {
        let database = try TestDatabase(
            """
            CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT, w TEXT UNIQUE);
            INSERT INTO t (v) VALUES ('planted'), ('planted')
            """)
        let text = message { try database.migrator([copyText()]).runAndWait() }
        #expect(
            text == """
                1: step 1: Transform t: UNIQUE constraint failed: t.w
                  What was committed before stays; mend the cause and run again.
                """)
    }

    @Test func aPageLargerThanItsLimitIsReadInParts() throws {
        let database = try TestDatabase(
            """
            CREATE TABLE t (k INTEGER PRIMARY KEY, v, w);
            INSERT INTO t (v) WITH RECURSIVE n (x) AS (VALUES (1) UNION ALL SELECT x + 1 FROM n
            WHERE x < 9000) SELECT 'v' || x FROM n
            """)
        let report = try database.migrator([
            TestMigration("1") {
                Transform("t", reading: .text("v"), writing: .text("w")) { $0.map { $0 + "!" } }
            }
        ]).runAndWait()
        #expect(report.rows == 9_000)
        #expect(try database.count("SELECT count(*) FROM t WHERE w = v || '!'") == 9_000)
    }

    /// With a filter a chunk's end is looked for before its rows are read, without one it is where they end.
    @Test(arguments: [nil, "k > 0", "k % 3 = 0"] as [String?], [1, 2, 300, 5_000])
    func chunksHaveTheRowsThatTheyMayHave(_ filter: String?, _ limit: Int) throws {
        let rowCount = min(10_000, limit * 9)
        for count in [rowCount, rowCount - 1, rowCount + 1] {
            let database = try TestDatabase(
                """
                CREATE TABLE t (k INTEGER PRIMARY KEY, v INTEGER DEFAULT 0);
                INSERT INTO t (k) WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n
                WHERE x < \(count)) SELECT x FROM n
                """)
            let chunks = Recorder<Int>()
            let migration = TestMigration {
                Transform("t", where: filter, reading: .integer("v"), writing: .integer("v")) {
                    ($0 ?? 0) + 1
                }
                .chunk(rows: limit)
            }
            try database.migrator([migration], settings: .unhurried).runAndWait { event in
                if case .chunk(_, let progress) = event { chunks.append(progress.chunkRows) }
            }
            #expect(chunks.all.reduce(0, +) == count)
            #expect(chunks.all.allSatisfy { $0 <= limit })
            // Those that may be longer than the first ones grow to that.
            if limit < ChunkSizer.initialRows {
                #expect(chunks.all.dropLast().allSatisfy { $0 == limit })
            }
            let matching = try database.count("SELECT count(*) FROM t WHERE \(filter ?? "1")")
            #expect(try database.count("SELECT count(*) FROM t WHERE v = 1") == matching)
            #expect(try database.count("SELECT sum(v) FROM t") == matching)
        }
    }

    @Test func stateIsMadeByUsing() throws {
        let database = try TestDatabase(Self.table("(1, 'a'), (2, 'b')"))
        try database.migrator([
            TestMigration("1") {
                Transform(
                    "t", reading: .text("v"), writing: .text("w"), using: { ["a": "A"] }
                ) { names, value in value.flatMap { names[$0] } }
            }
        ]).runAndWait()
        #expect(try database.rows("SELECT w FROM t") == ["\"A\"", "NULL"])
    }
}
