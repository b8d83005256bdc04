import GRDB
import Testing

@testable import Stopover

/// Values that are in each other's way.
struct BlockedRowsTests {
    private static func table(_ rows: Int, _ options: String = "") -> String {
        """
        CREATE TABLE t (id INTEGER PRIMARY KEY, v INTEGER UNIQUE, rest TEXT) \(options);
        WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < \(rows))
        INSERT INTO t SELECT i, i * 10, 'rest ' || i FROM n;
        """
    }

    /// Sets `v` to what `expression` makes of it, by way of values that nothing has.
    private static func move(_ expression: String, where condition: String = "1") -> String {
        """
        CREATE TEMP TABLE target AS SELECT id, \(expression) AS v FROM t WHERE \(condition);
        UPDATE t SET v = -1000 - id WHERE id IN (SELECT id FROM target);
        UPDATE t SET v = (SELECT v FROM target WHERE target.id = t.id)
        WHERE id IN (SELECT id FROM target);
        DROP TABLE target
        """
    }

    @Test(
        arguments: ["v + 10", "v - 10", "110 - v", "(v / 10) % 10 * 10 + 10"],
        ["", "WITHOUT ROWID"])
    func chainsAndCyclesComeBackInBothDirections(_ expression: String, _ options: String) throws {
        let bench = try UndoBench(Self.table(10, options))
        let before = try bench.rows()
        try bench.migrate(Self.move(expression))
        #expect(try bench.forecast().conflictCount == 0)
        let changed = try bench.rows("SELECT id FROM t WHERE v <> id * 10").count
        #expect(try bench.undo() == UndoResult(rowsPutBack: changed))
        #expect(try bench.rows() == before)
    }

    @Test func aLongChainInNoOrderComesBack() throws {
        let bench = try UndoBench(
            """
            CREATE TABLE t (id INTEGER PRIMARY KEY, v INTEGER UNIQUE);
            WITH RECURSIVE n(i) AS (VALUES (0) UNION ALL SELECT i + 1 FROM n WHERE i < 1008)
            INSERT INTO t SELECT (i * 387) % 1009, i FROM n;
            """)
        let before = try bench.rows()
        try bench.migrate(Self.move("v + 1"))
        #expect(try bench.undo() == UndoResult(rowsPutBack: 1_009))
        #expect(try bench.rows() == before)
        try bench.migrate("SELECT 1")
    }

    @Test func aLongChainWhoseEndIsTakenStaysAndIsReportedRowByRow() throws {
        let bench = try UndoBench(
            """
            CREATE TABLE t (id INTEGER PRIMARY KEY, v INTEGER UNIQUE);
            WITH RECURSIVE n(i) AS (VALUES (0) UNION ALL SELECT i + 1 FROM n WHERE i < 1008)
            INSERT INTO t SELECT (i * 387) % 1009, i FROM n;
            """)
        try bench.migrate(Self.move("v + 1"))
        try bench.edit("INSERT INTO t VALUES (5000, 0)")
        let kept = try bench.rows()
        let result = try bench.undo()
        #expect(result.rowsPutBack == 0)
        #expect(result.conflicts.count == 1_009)
        #expect(Set(result.conflicts.map(\.kind)) == [.notUnique])
        #expect(try bench.rows() == kept)
    }

    @Test(arguments: ConflictPolicy.allCases)
    func aClashWithAnOutsiderIsAConflictUnderEveryPolicy(_ policy: ConflictPolicy) throws {
        let bench = try UndoBench(Self.table(3))
        try bench.migrate("UPDATE t SET v = v + 1")
        try bench.edit("INSERT INTO t VALUES (9, 20, 'mine')")
        #expect(try bench.forecast(policy).conflicts.lines == ["t 2 * not-unique"])
        #expect(try bench.undo(policy).conflicts.lines == ["t 2 * not-unique"])
        #expect(
            try bench.rows("SELECT id, v FROM t ORDER BY id") == ["1|10", "2|21", "3|30", "9|20"])
    }

    @Test(arguments: ConflictPolicy.allCases)
    func anOutsiderInACycleKeepsJustThatCycle(_ policy: ConflictPolicy) throws {
        let bench = try UndoBench(Self.table(7))
        // 1, 2 and 3 in a ring, 4 and 5 swapped; then 2 goes elsewhere and an outsider takes its value.
        try bench.migrate(
            Self.move(
                """
                CASE id WHEN 1 THEN 20 WHEN 2 THEN 30 WHEN 3 THEN 10
                WHEN 4 THEN 50 WHEN 5 THEN 40 END
                """, where: "id < 6"))
        try bench.edit(
            "UPDATE t SET v = 700 WHERE id = 2; UPDATE t SET v = 30 WHERE id = 7")
        let conflicts = try bench.undo(policy).conflicts.lines
        let rows = try bench.rows("SELECT id, v FROM t WHERE id IN (4, 5) ORDER BY id")
        #expect(rows == ["4|40", "5|50"])
        #expect(conflicts.contains("t 3 * not-unique"))
        #expect(try bench.rows("SELECT v FROM t WHERE id = 7") == ["30"])
    }

    @Test(arguments: ["REPLACE", "IGNORE", "FAIL", "ROLLBACK"])
    func theTablesOwnConflictClauseNeitherDeletesNorSkips(_ clause: String) throws {
        let bench = try UndoBench(
            """
            CREATE TABLE t (id INTEGER PRIMARY KEY ON CONFLICT \(clause),
            v INTEGER UNIQUE ON CONFLICT \(clause), n NOT NULL ON CONFLICT \(clause) DEFAULT 5);
            INSERT INTO t VALUES (1, 10, 1), (2, 20, 1), (3, 30, 1), (4, 40, 1);
            """)
        try bench.migrate("UPDATE t SET v = v + 1 WHERE id < 3; DELETE FROM t WHERE id = 4")
        try bench.edit(
            "INSERT INTO t VALUES (8, 10, 1), (9, 40, 1)")
        #expect(try bench.undo().conflicts.lines == ["t 1 * not-unique", "t 4 * not-unique"])
        #expect(
            try bench.rows("SELECT id, v FROM t ORDER BY id")
                == ["1|11", "2|20", "3|30", "8|10", "9|40"])
    }

    @Test func rowidsStayWhenRowsAreTakenOutAndPutIn() throws {
        let bench = try UndoBench(
            """
            CREATE TABLE t (k TEXT PRIMARY KEY NOT NULL, v INTEGER UNIQUE, rowid TEXT,
            g AS (v + 1));
            INSERT INTO t (_rowid_, k, v, rowid) VALUES (7, 'a', 1, 'r'), (99, 'b', 2, 's');
            """, .init("t", key: ["k"]))
        let before = try bench.rows("SELECT _rowid_, * FROM t")
        try bench.migrate(
            "UPDATE t SET v = 3 WHERE k = 'a'; UPDATE t SET v = 1 WHERE k = 'b'; UPDATE t SET v = 2 WHERE k = 'a'"
        )
        #expect(try bench.undo() == UndoResult(rowsPutBack: 2))
        #expect(try bench.rows("SELECT _rowid_, * FROM t") == before)
    }

    @Test func primaryKeysThatWereSwappedAreSwappedBack() throws {
        let bench = try UndoBench(
            """
            CREATE TABLE t (id INTEGER PRIMARY KEY, tag TEXT, v);
            INSERT INTO t VALUES (1, 'a', 1), (2, 'b', 2), (3, 'c', 3), (4, 'd', 4);
            """, .init("t", identity: ["tag"]))
        let before = try bench.rows()
        try bench.migrate(
            """
            DELETE FROM t WHERE id = 4; UPDATE t SET id = -id;
            UPDATE t SET id = CASE id WHEN -1 THEN 2 WHEN -2 THEN 4 ELSE 1 END, v = v * 10
            """)
        #expect(try bench.forecast().conflictCount == 0)
        #expect(try bench.undo() == UndoResult(rowsPutBack: 4))
        #expect(try bench.rows() == before)
    }

    @Test func aDeletedRowComesBackWhereAnotherOneMovesAway() throws {
        for policy in ConflictPolicy.allCases {
            let bench = try UndoBench(
                """
                CREATE TABLE t (id INTEGER PRIMARY KEY, tag TEXT);
                INSERT INTO t VALUES (1, 'a'), (2, 'b'), (3, 'c');
                """, .init("t", identity: ["tag"]))
            let before = try bench.rows()
            try bench.migrate("DELETE FROM t WHERE id = 1; UPDATE t SET id = id - 1")
            try bench.migrate("UPDATE t SET id = -id; UPDATE t SET id = id + 3")
            #expect(try bench.undo(policy).conflicts.isEmpty)
            #expect(try bench.rows() == before)
        }
    }

    @Test func aClashByAnIndexOfAnExpressionIsFoundWhenItIsWritten() throws {
        let bench = try UndoBench(
            """
            CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT);
            CREATE UNIQUE INDEX t_v ON t (lower(v));
            INSERT INTO t VALUES (1, 'a'), (2, 'b'), (3, 'c'), (4, 'd');
            """)
        try bench.migrate(
            "UPDATE t SET v = 'x' WHERE id = 1; UPDATE t SET v = 'A' WHERE id = 2; UPDATE t SET v = 'B' WHERE id = 1; UPDATE t SET v = 'e' WHERE id = 4"
        )
        try bench.edit("INSERT INTO t VALUES (9, 'D')")
        #expect(try bench.undo().conflicts.lines == ["t 4 * not-unique"])
        #expect(try bench.rows() == ["1|'a'", "2|'b'", "3|'c'", "4|'e'", "9|'D'"])
    }

    @Test(arguments: ConflictPolicy.allCases)
    func aConstraintThatRefusesTheOldValueIsAConflict(_ policy: ConflictPolicy) throws {
        let bench = try UndoBench(
            """
            CREATE TABLE t (id INTEGER PRIMARY KEY, v); INSERT INTO t VALUES (1, NULL), (2, 'b');
            """)
        try bench.migrate("UPDATE t SET v = 'new'")
        try bench.edit(
            """
            CREATE TABLE u (id INTEGER PRIMARY KEY, v NOT NULL, CHECK (v <> 'b'));
            INSERT INTO u SELECT * FROM t; DROP TABLE t; ALTER TABLE u RENAME TO t
            """)
        #expect(try bench.undo(policy).conflicts.lines == ["t 1 * constraint", "t 2 * constraint"])
        #expect(try bench.rows() == ["1|'new'", "2|'new'"])
    }
}
