import GRDB
import Testing

@testable import Stopover

struct TableCoverageTests {
    private func coverage(_ sql: String, of table: String = "t") throws -> TableCoverage {
        try memory(sql).read { try TableCoverage($0, table: table) }
    }

    private func keyColumns(_ sql: String) throws -> [String]? {
        guard case .rows(let key) = try coverage(sql) else { return nil }
        return key.columns
    }

    // MARK: Ordinary tables

    @Test(
        arguments: [
            ("CREATE TABLE t (id INTEGER PRIMARY KEY, a)", ["id"]),
            ("CREATE TABLE t (id TEXT NOT NULL PRIMARY KEY, a)", ["id"]),
            ("CREATE TABLE t (a, b, c, PRIMARY KEY (b, a)) WITHOUT ROWID", ["b", "a"]),
            ("CREATE TABLE t (a NOT NULL, b NOT NULL, PRIMARY KEY (a, b))", ["a", "b"]),
            ("CREATE TABLE t (id TEXT PRIMARY KEY, u NOT NULL UNIQUE)", ["u"]),
            ("CREATE TABLE t (a, u NOT NULL); CREATE UNIQUE INDEX i ON t (u)", ["u"]),
            ("CREATE TABLE t (id INTEGER PRIMARY KEY, g AS (id * 2))", ["id"]),
        ] as [(String, [String])])
    func `a row is found again by the primary key, else by another unique one`(
        sql: String, key: [String]
    ) throws {
        #expect(try keyColumns(sql) == key)
    }

    @Test func `the name is found whatever its case`() throws {
        #expect(try keyColumns("CREATE TABLE T (id INTEGER PRIMARY KEY)") == ["id"])
    }

    @Test(arguments: [
        "CREATE TABLE t (a)",
        "CREATE TABLE t (id TEXT PRIMARY KEY, a)",
        "CREATE TABLE t (a UNIQUE)",
        "CREATE TABLE t (u NOT NULL); CREATE UNIQUE INDEX i ON t (u) WHERE u > 0",
    ])
    func `a table without a key but its rowid is refused`(sql: String) throws {
        #expect(
            try coverage(sql)
                == .refused("t has no key but its rowid, which VACUUM gives to other rows"))
    }

    @Test func `a table that hides every name of its rowid is refused`() throws {
        #expect(
            try coverage("CREATE TABLE t (rowid, _rowid_, oid)")
                == .refused("t has no key that a batch can page by"))
    }

    @Test func `a view has no rows of its own`() throws {
        #expect(try coverage("CREATE VIEW t AS SELECT 1 AS id") == .nothing)
    }

    @Test func `a table that is not there is refused`() throws {
        #expect(try coverage("", of: "nowhere") == .refused("nowhere is not in the schema"))
    }

    // MARK: Virtual tables

    private static let notes = "CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT); "

    @Test(arguments: [
        "fts5(body, content='notes', content_rowid='id')",
        "fts5(body, content = \"notes\")", "fts5(body, content=notes)",
        "fts5(body, CONTENT = [notes])",
        "FTS5(content, content='notes')", "fts4(content=\"notes\", body)",
        "fts4(tokenize=unicode61, content=notes, body)",
    ])
    func `a full-text index over another table is made anew, its shadow tables with it`(
        using: String
    ) throws {
        let sql = Self.notes + "CREATE VIRTUAL TABLE t USING \(using)"
        #expect(try coverage(sql) == .fullTextIndex("t"))
        let shadows = try memory(sql).read { try TableShape.names($0, kinds: ["shadow"]) }
        #expect(!shadows.isEmpty)
        for shadow in shadows { #expect(try coverage(sql, of: shadow) == .fullTextIndex("t")) }
    }

    @Test(arguments: [
        ("fts5(body)", "fts5"), ("fts5(content)", "fts5"), ("fts5(content, title)", "fts5"),
        ("fts5(body, content='')", "fts5"), ("fts5(body, content=\"\")", "fts5"),
        ("fts5(\"content\", tokenize = 'porter')", "fts5"), ("fts4(body)", "fts4"),
        ("FTS4(content=\"\", body)", "fts4"), ("rtree(id, low, high)", "rtree"),
    ])
    func `another virtual table is refused, its shadow tables with it`(
        using: String, module: String
    ) throws {
        let sql = Self.notes + "CREATE VIRTUAL TABLE t USING \(using)"
        let refusal = TableCoverage.refused(
            "t is a virtual table (\(module)), which can't be made anew from another table")
        #expect(try coverage(sql) == refusal)
        let shadows = try memory(sql).read { try TableShape.names($0, kinds: ["shadow"]) }
        for shadow in shadows { #expect(try coverage(sql, of: shadow) == refusal) }
    }

    @Test func `a shadow table belongs to the virtual table with the longest name`() throws {
        let sql =
            Self.notes + """
                CREATE VIRTUAL TABLE t USING fts5(body);
                CREATE VIRTUAL TABLE t_x USING fts5(body, content='notes');
                """
        #expect(try coverage(sql, of: "T_X_data") == .fullTextIndex("t_x"))
        guard case .refused = try coverage(sql, of: "t_data") else {
            Issue.record("t_data is t's")
            return
        }
    }

    @Test func `a table that is only called like a shadow table is an ordinary one`() throws {
        let sql =
            "CREATE VIRTUAL TABLE t USING fts5(body); CREATE TABLE t_extra (id INTEGER PRIMARY KEY)"
        guard case .rows = try coverage(sql, of: "t_extra") else {
            Issue.record("t_extra is a table")
            return
        }
    }

    // MARK: The text

    @Test func `text that is no virtual table's has no module`() {
        #expect(VirtualTable("").name == "")
        #expect(VirtualTable("CREATE TABLE t (content)").content == nil)
    }
}
