import GRDB
import Testing

@testable import Stopover

struct ChunkUndoTests {
    private static let table = """
        CREATE TABLE t (id INTEGER PRIMARY KEY, v, other TEXT);
        INSERT INTO t VALUES (1, 'a', 'x'), (2, 'b', 'y'), (3, NULL, 'z');
        """

    @Test func oldValuesComeBackAndLaterWorkStays() throws {
        let bench = try UndoBench(Self.table)
        try bench.migrate("UPDATE t SET v = upper(coalesce(v, 'none'))")
        try bench.edit(
            "UPDATE t SET other = 'edited' WHERE id = 2; INSERT INTO t VALUES (4, 'D', 'new')")
        #expect(try bench.undo() == UndoResult(rowsPutBack: 3))
        #expect(
            try bench.rows() == ["1|'a'|'x'", "2|'b'|'edited'", "3|NULL|'z'", "4|'D'|'new'"])
    }

    @Test func insertedRowsGoAndDeletedOnesComeBackWhole() throws {
        let bench = try UndoBench(Self.table)
        try bench.migrate("DELETE FROM t WHERE id = 1; INSERT INTO t VALUES (7, x'00', 'new')")
        #expect(try bench.undo() == UndoResult(rowsPutBack: 2))
        #expect(try bench.rows() == ["1|'a'|'x'", "2|'b'|'y'", "3|NULL|'z'"])
    }

    @Test func undoneTwiceNothingIsLeftToDo() throws {
        let bench = try UndoBench(Self.table)
        try bench.migrate(
            """
            UPDATE t SET v = 1 WHERE id = 2; DELETE FROM t WHERE id = 1;
            INSERT INTO t VALUES (7, 1, 'new')
            """)
        try bench.undo()
        #expect(try bench.undo() == UndoResult())
        #expect(try bench.rows() == ["1|'a'|'x'", "2|'b'|'y'", "3|NULL|'z'"])
    }

    @Test func rowsOfSeveralChunksComeBackStepByStep() throws {
        let bench = try UndoBench(Self.table)
        try bench.migrate("UPDATE t SET v = 'first'")
        try bench.migrate("UPDATE t SET v = 'second' WHERE id < 3")
        try bench.migrate("DELETE FROM t WHERE id = 1")
        #expect(try bench.undo() == UndoResult(rowsPutBack: 6))
        #expect(try bench.rows() == ["1|'a'|'x'", "2|'b'|'y'", "3|NULL|'z'"])
    }

    // MARK: Conflicts about values

    private func expect(
        _ policy: ConflictPolicy, _ migration: String, edit: String, conflicts: [String],
        overwritten: Int = 0, rows: [String], schema: String = table,
        tables: [ChunkRecorder.Table] = [.init("t")],
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let bench = try UndoBench(schema, tables: tables)
        try bench.migrate(migration)
        try bench.edit(edit)
        let forecast = try bench.forecast(policy)
        let result = try bench.undo(policy)
        #expect(result.conflicts.lines == conflicts, sourceLocation: sourceLocation)
        #expect(result.overwritten == overwritten, sourceLocation: sourceLocation)
        #expect(try bench.rows() == rows, sourceLocation: sourceLocation)
        #expect(forecast.conflicts.lines == conflicts, sourceLocation: sourceLocation)
        #expect(forecast.overwritten == overwritten, sourceLocation: sourceLocation)
        #expect(forecast.rowsPutBack == result.rowsPutBack, sourceLocation: sourceLocation)
    }

    @Test(arguments: [ConflictPolicy.report, .abort])
    func aValueChangedSinceStaysAndTheRestOfItsRowGoesBack(_ policy: ConflictPolicy) throws {
        try expect(
            policy, "UPDATE t SET v = 'new', other = 'new'",
            edit: "UPDATE t SET v = 'newer' WHERE id = 2",
            conflicts: ["t 2 v changed"], rows: ["1|'a'|'x'", "2|'newer'|'y'", "3|NULL|'z'"])
    }

    @Test func overwrittenItGoesToo() throws {
        try expect(
            .overwrite, "UPDATE t SET v = 'new', other = 'new'",
            edit: "UPDATE t SET v = 'newer' WHERE id = 2", conflicts: [], overwritten: 1,
            rows: ["1|'a'|'x'", "2|'b'|'y'", "3|NULL|'z'"])
    }

    @Test(arguments: ConflictPolicy.allCases)
    func aValueThatIsTheOldOneAgainIsNoConflict(_ policy: ConflictPolicy) throws {
        try expect(
            policy, "UPDATE t SET v = 'new'", edit: "UPDATE t SET v = 'b' WHERE id = 2",
            conflicts: [], rows: ["1|'a'|'x'", "2|'b'|'y'", "3|NULL|'z'"])
    }

    @Test(arguments: ConflictPolicy.allCases)
    func aRowThatIsGoneStaysGoneUnderEveryPolicy(_ policy: ConflictPolicy) throws {
        try expect(
            policy, "UPDATE t SET v = 'new', other = 'new'", edit: "DELETE FROM t WHERE id = 2",
            conflicts: ["t 2 * deleted"], rows: ["1|'a'|'x'", "3|NULL|'z'"])
    }

    @Test(arguments: [ConflictPolicy.report, .abort])
    func aDeletedRowWhoseKeyIsTakenStaysAway(_ policy: ConflictPolicy) throws {
        try expect(
            policy, "DELETE FROM t WHERE id = 2", edit: "INSERT INTO t VALUES (2, 'b', 'mine')",
            conflicts: ["t 2 * exists"], rows: ["1|'a'|'x'", "2|'b'|'mine'", "3|NULL|'z'"])
    }

    @Test func overwrittenTheDeletedRowGoesOverTheOtherOne() throws {
        try expect(
            .overwrite, "DELETE FROM t WHERE id = 2", edit: "INSERT INTO t VALUES (2, 'b', 'mine')",
            conflicts: [], overwritten: 1, rows: ["1|'a'|'x'", "2|'b'|'y'", "3|NULL|'z'"])
    }

    @Test(arguments: ConflictPolicy.allCases)
    func aDeletedRowThatIsBackIsNoConflict(_ policy: ConflictPolicy) throws {
        try expect(
            policy, "DELETE FROM t WHERE id = 2", edit: "INSERT INTO t VALUES (2, 'b', 'y')",
            conflicts: [], rows: ["1|'a'|'x'", "2|'b'|'y'", "3|NULL|'z'"])
    }

    @Test(arguments: [ConflictPolicy.report, .abort])
    func anInsertedRowThatWasChangedStays(_ policy: ConflictPolicy) throws {
        try expect(
            policy, "INSERT INTO t VALUES (4, 1, 'n')",
            edit: "UPDATE t SET v = 1.0, other = 'mine' WHERE id = 4",
            conflicts: ["t 4 other changed", "t 4 v changed"],
            rows: ["1|'a'|'x'", "2|'b'|'y'", "3|NULL|'z'", "4|1.0|'mine'"])
    }

    @Test func overwrittenAnInsertedRowGoesThoughItWasChanged() throws {
        try expect(
            .overwrite, "INSERT INTO t VALUES (4, 1, 'n')",
            edit: "UPDATE t SET v = 1.0, other = 'mine' WHERE id = 4", conflicts: [],
            overwritten: 2, rows: ["1|'a'|'x'", "2|'b'|'y'", "3|NULL|'z'"])
    }

    @Test(arguments: ConflictPolicy.allCases)
    func anInsertedRowThatIsGoneIsNoConflict(_ policy: ConflictPolicy) throws {
        try expect(
            policy, "INSERT INTO t VALUES (4, 1, 'n')", edit: "DELETE FROM t WHERE id = 4",
            conflicts: [], rows: ["1|'a'|'x'", "2|'b'|'y'", "3|NULL|'z'"])
    }

    // MARK: Storage class and bytes

    /// Each pair is one value to `=` under NOCASE or by number, or nearly so, and another one by bytes.
    @Test(arguments: [
        ("'alice'", "'ALICE'"), ("1", "1.0"), ("1.0", "1"), ("'5'", "5"), ("x'61'", "'a'"),
        ("0.0", "-0.0"), ("'a' || char(0)", "'a'"), ("''", "x''"), ("NULL", "''"), ("NULL", "0"),
        ("CAST(x'c3a9' AS TEXT)", "CAST(x'65cc81' AS TEXT)"), ("CAST(x'ff' AS TEXT)", "x'ff'"),
    ])
    func anotherStorageClassOrOtherBytesAreAChange(_ recorded: String, _ newer: String) throws {
        let schema = """
            CREATE TABLE t (id INTEGER PRIMARY KEY, v COLLATE NOCASE); INSERT INTO t VALUES (1, 'old')
            """
        let bench = try UndoBench(schema)
        try bench.migrate("UPDATE t SET v = \(recorded)")
        try bench.edit("UPDATE t SET v = \(newer)")
        let kept = try bench.rows()
        #expect(try bench.forecast().conflicts.lines == ["t 1 v changed"])
        #expect(try bench.undo().conflicts.lines == ["t 1 v changed"])
        #expect(try bench.rows() == kept)
    }

    @Test(arguments: [
        "'alice'", "'ALICE'", "1", "1.0", "0.0", "-0.0", "9e999", "x''", "''", "NULL",
        "'a' || char(0) || 'b'", "CAST(x'ff00fe' AS TEXT)", "9223372036854775807", "'1'",
    ])
    func everyValueComesBackExactly(_ value: String) throws {
        let bench = try UndoBench(
            """
            CREATE TABLE t (id INTEGER PRIMARY KEY, v COLLATE NOCASE, n INTEGER);
            INSERT INTO t VALUES (1, \(value), \(value)), (2, \(value), \(value))
            """)
        let before = try bench.rows("SELECT *, typeof(v), typeof(n), hex(v) FROM t")
        try bench.migrate("UPDATE t SET v = id, n = 0.5; DELETE FROM t WHERE id = 2")
        #expect(try bench.undo().conflicts.isEmpty)
        #expect(try bench.rows("SELECT *, typeof(v), typeof(n), hex(v) FROM t") == before)
    }

    // MARK: Tables of every shape

    @Test(arguments: ["", "WITHOUT ROWID"])
    func compositeKeysAndKeysThatChange(_ options: String) throws {
        let bench = try UndoBench(
            """
            CREATE TABLE t (b TEXT COLLATE NOCASE NOT NULL, a NOT NULL, tag INTEGER,
            PRIMARY KEY (a, b)) \(options);
            INSERT INTO t VALUES ('x', 1, 10), ('y', 1, 20), ('X', 2, 30), ('z', 1.5, 40)
            """,
            .init("t", key: ["a", "b"], identity: ["tag"]))
        let before = try bench.rows("SELECT * FROM t ORDER BY tag")
        try bench.migrate("UPDATE t SET a = a + 1, b = b || '!' WHERE tag < 40")
        try bench.migrate("UPDATE t SET b = upper(b); DELETE FROM t WHERE tag = 20")
        #expect(try bench.forecast().conflictCount == 0)
        #expect(try bench.undo().conflicts.isEmpty)
        #expect(try bench.rows("SELECT * FROM t ORDER BY tag") == before)
    }

    @Test func aKeyWrittenInOtherLettersSinceIsAConflict() throws {
        for policy in ConflictPolicy.allCases {
            try expect(
                policy, "UPDATE t SET v = 'new'; INSERT INTO t VALUES ('n', 1)",
                edit: "UPDATE t SET k = upper(k)",
                conflicts: ["t 'a' k changed", "t 'n' k changed"],
                rows: ["'A'|'new'", "'N'|1"],
                schema: """
                    CREATE TABLE t (k TEXT COLLATE NOCASE PRIMARY KEY NOT NULL, v) WITHOUT ROWID;
                    INSERT INTO t VALUES ('a', 'old')
                    """,
                tables: [.init("t", key: ["k"])])
        }
    }

    @Test func overwrittenADeletedRowGetsItsKeyBackInItsOwnLetters() throws {
        try expect(
            .overwrite, "DELETE FROM t", edit: "INSERT INTO t VALUES ('A', 'old')",
            conflicts: [], overwritten: 1, rows: ["'a'|'old'"],
            schema: """
                CREATE TABLE t (k TEXT COLLATE NOCASE PRIMARY KEY NOT NULL, v) WITHOUT ROWID;
                INSERT INTO t VALUES ('a', 'old')
                """,
            tables: [.init("t", key: ["k"])])
    }

    @Test func anIndexMayTellKeysApartThatTheColumnDoesNot() throws {
        let bench = try UndoBench(
            """
            CREATE TABLE t (k TEXT COLLATE NOCASE NOT NULL, v);
            CREATE UNIQUE INDEX t_k ON t (k COLLATE BINARY);
            INSERT INTO t VALUES ('a', 1), ('A', 2)
            """, .init("t", key: ["k"]))
        try bench.migrate("UPDATE t SET v = v * 10")
        #expect(try bench.undo() == UndoResult(rowsPutBack: 2))
        #expect(try bench.rows() == ["'a'|1", "'A'|2"])
    }

    @Test func keysThatMoveAreFoundBeforeTheFirstOfThemMoves() throws {
        let bench = try UndoBench(
            """
            CREATE TABLE t (id INTEGER PRIMARY KEY, tag TEXT);
            INSERT INTO t VALUES (1, 'a'), (2, 'b'), (3, 'c')
            """, .init("t", identity: ["tag"]))
        try bench.migrate("UPDATE t SET id = -id; UPDATE t SET id = 1 - id")
        #expect(try bench.rows() == ["2|'a'", "3|'b'", "4|'c'"])
        try bench.edit("DELETE FROM t WHERE tag = 'b'")
        #expect(try bench.forecast().conflicts.lines == ["t 3 * deleted"])
        #expect(try bench.undo().conflicts.lines == ["t 3 * deleted"])
        #expect(try bench.rows() == ["1|'a'", "3|'c'"])
    }

    @Test func generatedColumnsFollow() throws {
        let bench = try UndoBench(
            """
            CREATE TABLE t (g AS (v || '!'), id INTEGER PRIMARY KEY, v TEXT,
            s TEXT AS (upper(v)) STORED UNIQUE);
            INSERT INTO t (id, v) VALUES (1, 'a'), (2, 'b'), (3, 'c')
            """)
        let before = try bench.rows()
        try bench.migrate(
            """
            UPDATE t SET v = 'x' || v WHERE id < 3; DELETE FROM t WHERE id = 3;
            INSERT INTO t (id, v) VALUES (9, 'n')
            """)
        #expect(try bench.undo() == UndoResult(rowsPutBack: 4))
        #expect(try bench.rows() == before)
    }

    @Test func columnsAddedWithADefaultHaveIt() throws {
        let bench = try UndoBench(Self.table)
        try bench.edit("ALTER TABLE t ADD COLUMN n INTEGER NOT NULL DEFAULT 7")
        try bench.migrate("UPDATE t SET n = n + id; DELETE FROM t WHERE id = 3")
        #expect(try bench.undo().conflicts.isEmpty)
        #expect(try bench.rows() == ["1|'a'|'x'|7", "2|'b'|'y'|7", "3|NULL|'z'|7"])
    }

    @Test func namesThatNeedQuotesAreQuoted() throws {
        let bench = try UndoBench(
            """
            CREATE TABLE "a ""table" ("the id" INTEGER PRIMARY KEY, "select" TEXT UNIQUE, rowid TEXT);
            INSERT INTO "a ""table" VALUES (1, 'a', 'r'), (2, 'b', 'r')
            """, .init("a \"table", key: ["the id"]))
        let before = try bench.rows("SELECT * FROM \"a \"\"table\"")
        try bench.migrate(
            """
            UPDATE "a ""table" SET "select" = "select" || 'x', rowid = 's';
            UPDATE "a ""table" SET "select" = 'swap' WHERE "the id" = 1;
            """)
        #expect(try bench.undo().conflicts.isEmpty)
        #expect(try bench.rows("SELECT * FROM \"a \"\"table\"") == before)
    }

    // MARK: Triggers

    @Test func triggersAreOffAndOnAgainAfterwards() throws {
        let bench = try UndoBench(
            Self.table + """
                CREATE TABLE log (line TEXT);
                CREATE TRIGGER t_v AFTER UPDATE ON t BEGIN
                INSERT INTO log VALUES (new.id); UPDATE t SET other = 'by trigger' WHERE id = new.id; END;
                CREATE TRIGGER t_d BEFORE DELETE ON t BEGIN SELECT RAISE(IGNORE); END;
                """)
        try bench.migrate(
            "UPDATE t SET v = 'new'; INSERT INTO t VALUES (4, 1, 'n'); DELETE FROM log")
        #expect(try bench.undo() == UndoResult(rowsPutBack: 4))
        #expect(try bench.rows() == ["1|'a'|'x'", "2|'b'|'y'", "3|NULL|'z'"])
        #expect(try bench.rows("SELECT * FROM log").isEmpty)
        #expect(try bench.queue.read { try $0.firesTriggers() })
        try bench.edit("UPDATE t SET v = 1 WHERE id = 1")
        #expect(try bench.rows("SELECT count(*) FROM log") == ["1"])
    }

    @Test func triggersThatWereOffStayOff() throws {
        let bench = try UndoBench(Self.table)
        try bench.queue.writeWithoutTransaction { db in
            try db.withoutTriggers {
                try db.withoutTriggers {}
                #expect(try !db.firesTriggers())
            }
            #expect(try db.firesTriggers())
        }
    }

    @Test func fullTextIndexesAreMadeAnew() throws {
        let bench = try UndoBench(
            """
            CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT);
            CREATE VIRTUAL TABLE "the index" USING fts5(v, content='t', content_rowid='id');
            INSERT INTO t VALUES (1, 'word');
            """)
        try bench.queue.write { try FullTextIndexes.rebuild($0, ["the index", "gone"], over: []) }
        #expect(
            try bench.rows("SELECT rowid FROM \"the index\" WHERE \"the index\" MATCH 'word'") == [
                "1"
            ])
    }
}
