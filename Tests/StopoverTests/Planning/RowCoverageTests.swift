import GRDB
import Testing

@testable import Stopover

struct RowCoverageTests {
    private func coverage(
        _ step: some BatchStep, _ sql: String, foreignKeys: Bool = true
    ) throws -> RowCoverage {
        try memory(sql).read { db in
            let clone = try SchemaClone(of: db, configuration: Configuration())
            return try BatchPlanner(clone: clone, foreignKeys: foreignKeys).plan(step.batch)
                .coverage
        }
    }

    private static let table =
        "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT, n INTEGER); "
    private static let transform = Transform(
        "t", reading: .text("a"), .text("b"), writing: .text("b"), .text("a")
    ) { ($0, $1) }

    // MARK: By the key range

    @Test func `an update or a transform of ordinary rows is kept by its range`() throws {
        #expect(try coverage(Update("t", set: "a = 1"), Self.table) == .range(columns: ["a"]))
        #expect(
            try coverage(Update("T", set: "n = 1, A = b", where: "a > 0"), Self.table)
                == .range(columns: ["a", "n"]))
        #expect(try coverage(Self.transform, Self.table) == .range(columns: ["a", "b"]))
    }

    @Test func `so is a statement that updates rows of the chunk alone`() throws {
        #expect(
            try coverage(Batch("t", "UPDATE t SET n = n + 1, a = b WHERE :chunk"), Self.table)
                == .range(columns: ["a", "n"]))
        #expect(
            try coverage(
                Batch(
                    "t",
                    "UPDATE T -- all\nSET a = (SELECT max(a) FROM t) WHERE n > 0 AND :chunk AND b;"),
                Self.table) == .range(columns: ["a"]))
    }

    @Test(arguments: [
        "CREATE TABLE other (id INTEGER PRIMARY KEY); CREATE TRIGGER r AFTER UPDATE ON other BEGIN SELECT 1; END",
        "CREATE TABLE other (id INTEGER PRIMARY KEY, u UNIQUE ON CONFLICT REPLACE)",
        "CREATE TABLE other (id INTEGER PRIMARY KEY, t REFERENCES t (id) ON DELETE CASCADE)",
        "CREATE TABLE bare (v)", "CREATE VIRTUAL TABLE f USING fts5(x)",
        "CREATE INDEX i ON t (a)", "CREATE VIEW w AS SELECT * FROM t",
    ])
    func `what happens to other tables is none of its business`(further: String) throws {
        #expect(
            try coverage(Update("t", set: "a = 1"), Self.table + further) == .range(columns: ["a"]))
    }

    // MARK: By what is touched

    @Test func `statements may write any of the rows that they name`() throws {
        #expect(
            try coverage(
                Batch("t", "UPDATE t SET a = 1 WHERE id IN (SELECT id FROM t WHERE :chunk)"),
                Self.table) == .tracked)
        #expect(try coverage(Batch("t", "DELETE FROM t WHERE :chunk"), Self.table) == .tracked)
        #expect(
            try coverage(
                Batch("t", "INSERT INTO u SELECT id FROM t WHERE :chunk"),
                Self.table + "CREATE TABLE u (id INTEGER PRIMARY KEY)") == .tracked)
    }

    @Test func `a visit may write any table`() throws {
        #expect(
            try coverage(ForEachRow("t", reading: .integer("id")) { _, _ in }, Self.table)
                == .tracked)
    }

    @Test(arguments: [
        // A trigger, whatever it does.
        "CREATE TRIGGER r AFTER UPDATE ON t BEGIN UPDATE t SET n = 1 WHERE id = 1; END",
        "CREATE TRIGGER r BEFORE DELETE ON T BEGIN SELECT 1; END",
        "CREATE TABLE log (id INTEGER PRIMARY KEY); CREATE TRIGGER r AFTER UPDATE ON t BEGIN INSERT INTO log VALUES (1); END",
        // Children of a column that is written, by their foreign key's action.
        "CREATE UNIQUE INDEX i ON t (a); CREATE TABLE c (id INTEGER PRIMARY KEY, x REFERENCES t (a) ON UPDATE CASCADE)",
        "CREATE UNIQUE INDEX i ON t (a); CREATE TABLE c (id INTEGER PRIMARY KEY, x REFERENCES t (a) ON UPDATE SET NULL)",
    ])
    func `an update that brings about more is tracked`(further: String) throws {
        #expect(try coverage(Update("t", set: "a = 1"), Self.table + further) == .tracked)
    }

    @Test func `foreign keys that are not enforced bring about nothing`() throws {
        let cascade = """
            CREATE UNIQUE INDEX i ON t (a);
            CREATE TABLE c (id INTEGER PRIMARY KEY, x REFERENCES t (a) ON UPDATE CASCADE)
            """
        #expect(
            try coverage(Update("t", set: "a = 1"), Self.table + cascade, foreignKeys: false)
                == .range(columns: ["a"]))
    }

    @Test(arguments: [
        "CREATE TABLE t (id INTEGER PRIMARY KEY, a UNIQUE ON CONFLICT REPLACE)",
        "CREATE TABLE t (id INTEGER PRIMARY KEY, a, parent REFERENCES t (id) ON UPDATE CASCADE)",
        "CREATE TABLE t (id INTEGER PRIMARY KEY, a, parent REFERENCES T)",
    ])
    func `a table whose own rows may be taken out or follow is tracked`(sql: String) throws {
        #expect(try coverage(Update("t", set: "a = 1"), sql) == .tracked)
    }

    @Test func `a table paged by its rowid is tracked at most`() throws {
        #expect(
            try coverage(
                Batch("t", "INSERT INTO u SELECT a FROM t WHERE :chunk"),
                "CREATE TABLE t (a); CREATE TABLE u (a NOT NULL PRIMARY KEY)") == .tracked)
    }

    @Test func `a full-text index over the table is made anew`() throws {
        let sql =
            Self.table + """
                CREATE VIRTUAL TABLE f USING fts5(a, content='t', content_rowid='id');
                CREATE TRIGGER r AFTER UPDATE ON t BEGIN
                INSERT INTO f (f, rowid, a) VALUES ('delete', old.id, old.a);
                INSERT INTO f (rowid, a) VALUES (new.id, new.a);
                END
                """
        #expect(try coverage(Update("t", set: "a = 1"), sql) == .tracked)
    }

    // MARK: Refused

    @Test func `a table without a key can't be kept`() throws {
        let reason = "t has no key but its rowid, which VACUUM gives to other rows"
        #expect(
            try coverage(Update("t", set: "a = 1"), "CREATE TABLE t (a)") == .refused(reason))
    }

    @Test func `nor one that a trigger writes`() throws {
        let sql =
            Self.table
            + "CREATE TABLE log (v); CREATE TRIGGER r AFTER UPDATE ON t BEGIN INSERT INTO log VALUES (1); END"
        #expect(
            try coverage(Update("t", set: "a = 1"), sql)
                == .refused("log has no key but its rowid, which VACUUM gives to other rows"))
    }

    @Test func `nor a virtual table with content of its own`() throws {
        let sql = Self.table + "CREATE VIRTUAL TABLE f USING fts5(a)"
        let batch = Batch("t", "INSERT INTO f (rowid, a) SELECT id, a FROM t WHERE :chunk")
        #expect(
            try coverage(batch, sql)
                == .refused(
                    "f is a virtual table (fts5), which can't be made anew from another table"))
    }

    @Test(arguments: ["UTF-16le", "UTF-16be"])
    func `nor text that is not UTF-8`(encoding: String) throws {
        let sql = "PRAGMA encoding = '\(encoding)'; " + Self.table
        #expect(
            try coverage(Update("t", set: "a = 1"), sql)
                == .refused("the database's text is \(encoding)"))
    }

    // MARK: In doubt

    @Test(arguments: [
        (
            "CREATE TABLE bare (v)",
            "bare has no key but its rowid, which VACUUM gives to other rows"
        ),
        (
            "CREATE VIRTUAL TABLE f USING fts5(x)",
            "f is a virtual table (fts5), which can't be made anew from another table"
        ),
    ])
    func `a visit is in doubt where there is a table that can't be kept`(
        further: String, reason: String
    ) throws {
        let visit = ForEachRow("t", reading: .integer("id")) { _, _ in }
        #expect(
            try coverage(visit, Self.table + further)
                == .doubtful("it may write any table, and \(reason)"))
    }

    @Test func `the engine's own tables are in nobody's way`() throws {
        let visit = ForEachRow("t", reading: .integer("id")) { _, _ in }
        let own = HistoryTables().definitions.joined(separator: "; ")
        #expect(try coverage(visit, Self.table + own) == .tracked)
    }

    @Test func `what is not sure to be kept says why`() {
        #expect(RowCoverage.range(columns: []).doubt == nil)
        #expect(RowCoverage.tracked.doubt == nil)
        #expect(RowCoverage.doubtful("a").doubt == "a")
        #expect(RowCoverage.refused("b").doubt == "b")
    }
}
