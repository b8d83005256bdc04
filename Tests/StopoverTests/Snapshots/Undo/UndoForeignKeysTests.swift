import GRDB
import Testing

@testable import Stopover

struct UndoForeignKeysTests {
    private static let family = """
        CREATE TABLE parent (id INTEGER PRIMARY KEY, name TEXT COLLATE NOCASE UNIQUE);
        CREATE TABLE child (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES parent ON DELETE CASCADE,
        name TEXT REFERENCES parent (name) ON UPDATE CASCADE);
        INSERT INTO parent VALUES (1, 'one'), (2, 'two'), (3, 'three');
        INSERT INTO child VALUES (1, 1, NULL), (2, NULL, 'TWO'), (3, NULL, NULL);
        """

    private func bench() throws -> UndoBench {
        try UndoBench(Self.family, .init("parent"), .init("child"))
    }

    private func contents(_ bench: UndoBench) throws -> [String] {
        try bench.rows("SELECT * FROM parent") + bench.rows("SELECT * FROM child")
    }

    @Test func cascadesAreTakenBackWithTheirCauseAndDoNotFire() throws {
        let bench = try bench()
        let before = try contents(bench)
        try bench.migrate(
            "DELETE FROM parent WHERE id = 1; UPDATE parent SET name = 'deux' WHERE id = 2")
        #expect(try bench.rows("SELECT * FROM child") == ["2|NULL|'deux'", "3|NULL|NULL"])
        #expect(try bench.forecast().conflictCount == 0)
        #expect(try bench.undo() == UndoResult(rowsPutBack: 4))
        #expect(try contents(bench) == before)
        #expect(try bench.queue.read { try $0.enforcesForeignKeys() })
    }

    @Test(arguments: ConflictPolicy.allCases)
    func aMissingParentIsAConflict(_ policy: ConflictPolicy) throws {
        let bench = try bench()
        try bench.migrate(
            "UPDATE child SET parent = 3 WHERE id = 1; DELETE FROM child WHERE id = 2")
        try bench.edit("DELETE FROM parent WHERE id IN (1, 2)")
        let conflicts = ["child 1 * parent-missing", "child 2 * parent-missing"]
        #expect(try bench.forecast(policy).conflicts.lines == conflicts)
        let result = try bench.undo(policy)
        #expect(result.conflicts.lines == conflicts && result.rowsPutBack == 0)
        #expect(try bench.rows("SELECT * FROM child") == ["1|3|NULL", "3|NULL|NULL"])
    }

    @Test(arguments: ConflictPolicy.allCases)
    func anInsertedRowThatOthersReferToStays(_ policy: ConflictPolicy) throws {
        let bench = try bench()
        try bench.migrate(
            "INSERT INTO parent VALUES (8, 'eight'), (9, 'nine'); UPDATE child SET parent = 9 WHERE id = 3"
        )
        try bench.edit("INSERT INTO child VALUES (10, NULL, 'EIGHT')")
        #expect(try bench.forecast(policy).conflicts.lines == ["parent 8 * referenced"])
        #expect(try bench.undo(policy).conflicts.lines == ["parent 8 * referenced"])
        #expect(try bench.rows("SELECT id FROM parent") == ["1", "2", "3", "8"])
        #expect(try bench.rows("SELECT parent FROM child WHERE id = 3") == ["NULL"])
    }

    @Test func aParentKeyThatOthersUseStays() throws {
        let bench = try bench()
        try bench.migrate("UPDATE parent SET name = 'trois' WHERE id = 3")
        try bench.edit("UPDATE child SET name = 'Trois' WHERE id = 3")
        #expect(try bench.undo().conflicts.lines == ["parent 3 * referenced"])
        #expect(try bench.rows("SELECT name FROM parent WHERE id = 3") == ["'trois'"])
    }

    @Test func aParentKeyThatAnotherRowHasNowIsFree() throws {
        let bench = try bench()
        try bench.migrate("UPDATE parent SET name = 'trois' WHERE id = 3")
        try bench.edit(
            """
            UPDATE parent SET name = 'mine' WHERE id = 3; INSERT INTO parent VALUES (4, 'trois');
            UPDATE child SET name = 'trois' WHERE id = 3;
            """)
        #expect(try bench.undo(.overwrite).conflicts.isEmpty)
        #expect(try bench.rows("SELECT name FROM parent WHERE id = 3") == ["'three'"])
    }

    @Test func uncheckedForeignKeysAreLeftAlone() throws {
        let bench = try bench()
        try bench.migrate("UPDATE child SET parent = 3 WHERE id = 1")
        try bench.edit("DELETE FROM parent WHERE id = 1")
        #expect(try bench.undo(checksForeignKeys: false) == UndoResult(rowsPutBack: 1))
    }

    @Test func whatHangsOnAKeptRowIsKeptToo() throws {
        let bench = try UndoBench(
            """
            CREATE TABLE t (id INTEGER PRIMARY KEY, up INTEGER REFERENCES t);
            INSERT INTO t VALUES (1, NULL);
            """)
        let depth = 20
        try bench.migrate(
            """
            WITH RECURSIVE n(i) AS (VALUES (2) UNION ALL SELECT i + 1 FROM n WHERE i < \(depth))
            INSERT INTO t SELECT i, i - 1 FROM n; INSERT INTO t VALUES (100, 1)
            """)
        try bench.edit("INSERT INTO t VALUES (1000, 4)")
        let result = try bench.undo()
        #expect(
            result.conflicts.lines
                == ["t 2 * referenced", "t 3 * referenced", "t 4 * referenced"])
        #expect(try bench.rows() == ["1|NULL", "2|1", "3|2", "4|3", "1000|4"])
    }

    @Test func aDeeperTreeThanTheRoundsStillEndsWithoutAViolation() throws {
        let bench = try UndoBench(
            """
            CREATE TABLE t (id INTEGER PRIMARY KEY, up INTEGER REFERENCES t);
            INSERT INTO t VALUES (1, NULL);
            """)
        try bench.migrate(
            """
            WITH RECURSIVE n(i) AS (VALUES (2) UNION ALL SELECT i + 1 FROM n WHERE i < 40)
            INSERT INTO t SELECT i, i - 1 FROM n
            """)
        try bench.edit("INSERT INTO t VALUES (1000, 40)")
        #expect(try bench.undo().conflicts.count == 39)
        #expect(try bench.rows("PRAGMA foreign_key_check").isEmpty)
    }

    @Test func aRowThatRefersToItselfComesAndGoes() throws {
        let bench = try UndoBench(
            """
            CREATE TABLE t (id INTEGER PRIMARY KEY, up INTEGER NOT NULL REFERENCES t);
            INSERT INTO t VALUES (1, 1);
            """)
        try bench.migrate("DELETE FROM t; INSERT INTO t VALUES (2, 2)")
        #expect(try bench.forecast().conflictCount == 0)
        #expect(try bench.undo() == UndoResult(rowsPutBack: 2))
        #expect(try bench.rows() == ["1|1"])
    }

    @Test func keysOfSeveralColumnsCountOnlyWhole() throws {
        let bench = try UndoBench(
            """
            CREATE TABLE parent (a, b, v, PRIMARY KEY (a, b)) WITHOUT ROWID;
            CREATE TABLE t (id INTEGER PRIMARY KEY, x, y, FOREIGN KEY (y, x) REFERENCES parent);
            INSERT INTO parent VALUES (1, 2, 0), (3, 4, 0);
            INSERT INTO t VALUES (1, 2, 1), (2, 2, 1), (3, NULL, 9);
            """)
        try bench.migrate("UPDATE t SET x = 4, y = 3")
        try bench.edit("UPDATE t SET x = NULL WHERE id = 2; DELETE FROM parent WHERE a = 1")
        #expect(
            try bench.undo().conflicts.lines == ["t 1 * parent-missing", "t 2 x changed"])
        #expect(try bench.rows() == ["1|4|3", "2|NULL|1", "3|NULL|9"])
    }

    @Test func aParentTableThatIsGoneIsAMissingParent() throws {
        let bench = try bench()
        try bench.migrate("UPDATE child SET parent = NULL WHERE id = 1")
        try bench.edit("PRAGMA foreign_keys = OFF; DROP TABLE parent")
        #expect(try bench.forecast().conflicts.lines == ["child 1 * parent-missing"])
        #expect(try bench.undo().conflicts.lines == ["child 1 * parent-missing"])
    }
}
