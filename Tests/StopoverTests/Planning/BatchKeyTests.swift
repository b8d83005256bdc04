import GRDB
import Testing

@testable import Stopover

struct BatchKeyTests {
    private func key(_ sql: String, asked: [String]? = nil) throws -> BatchKey {
        let shape = try memory(sql).read { try TableShape($0, table: "t") }
        return try BatchKey(try #require(shape), asked: asked)
    }

    private func refusal(_ sql: String, asked: [String]? = nil) throws -> String {
        message { _ = try key(sql, asked: asked) }
    }

    // MARK: Chosen

    @Test(arguments: [
        ("CREATE TABLE t (id INTEGER PRIMARY KEY, u NOT NULL UNIQUE)", ["id"], "NOT INDEXED"),
        (
            "CREATE TABLE t (u NOT NULL UNIQUE, id TEXT NOT NULL PRIMARY KEY)", ["id"],
            "INDEXED BY \"sqlite_autoindex_t_2\""
        ),
        (
            "CREATE TABLE t (a, b, PRIMARY KEY (b, a)) WITHOUT ROWID", ["b", "a"],
            "INDEXED BY \"sqlite_autoindex_t_1\""
        ),
        (
            "CREATE TABLE t (id TEXT PRIMARY KEY, u NOT NULL UNIQUE)", ["u"],
            "INDEXED BY \"sqlite_autoindex_t_2\""
        ),
        ("CREATE TABLE t (id TEXT PRIMARY KEY)", ["rowid"], "NOT INDEXED"),
        ("CREATE TABLE t (a UNIQUE)", ["rowid"], "NOT INDEXED"),
        ("CREATE TABLE t (rowid)", ["_rowid_"], "NOT INDEXED"),
        ("CREATE TABLE t (RowId, _ROWID_)", ["oid"], "NOT INDEXED"),
    ])
    func takesThePrimaryKeyElseAUniqueIndexElseTheRowID(
        _ sql: String, _ columns: [String], _ clause: String
    ) throws {
        let key = try key(sql)
        #expect(key.columns == columns)
        #expect(key.indexClause == clause)
        #expect(key.isBareRowID == ["rowid", "_rowid_", "oid"].contains(columns[0]))
    }

    @Test func takesTheOldestUniqueIndexSoThatALaterOneChangesNothing() throws {
        let key = try key(
            """
            CREATE TABLE t (a NOT NULL, b NOT NULL, c NOT NULL);
            CREATE UNIQUE INDEX first ON t (b); CREATE UNIQUE INDEX later ON t (a);
            CREATE UNIQUE INDEX last ON t (c);
            """)
        #expect(key.columns == ["b"])
    }

    @Test(arguments: [
        "CREATE TABLE t (u NOT NULL); CREATE UNIQUE INDEX i ON t (u) WHERE u > 0",
        "CREATE TABLE t (u NOT NULL); CREATE UNIQUE INDEX i ON t (lower(u))",
        "CREATE TABLE t (u NOT NULL); CREATE INDEX i ON t (u)",
        "CREATE TABLE t (u NOT NULL, v); CREATE UNIQUE INDEX i ON t (u, v)",
        "CREATE TABLE t (u, g AS (u * 2) NOT NULL); CREATE UNIQUE INDEX i ON t (g)",
    ])
    func passesOverIndexesThatAreNoKey(_ sql: String) throws {
        #expect(try key(sql).isBareRowID)
    }

    @Test func anIntegerPrimaryKeyMayBePartOfAnotherKey() throws {
        let key = try key(
            "CREATE TABLE t (id INTEGER PRIMARY KEY, u NOT NULL, UNIQUE (u, id))",
            asked: ["id", "u"])
        #expect(key.columns == ["u", "id"])
    }

    @Test(arguments: [["id"], ["ID"]])
    func whatIsAskedForIsTaken(_ asked: [String]) throws {
        let sql = "CREATE TABLE t (id INTEGER PRIMARY KEY, u NOT NULL UNIQUE)"
        #expect(try key(sql, asked: asked).columns == ["id"])
        #expect(try key(sql, asked: ["U"]).columns == ["u"])
    }

    // MARK: Written

    @Test func aKeyOfOneColumnIsComparedAsItIs() throws {
        let key = try key("CREATE TABLE t (id INTEGER PRIMARY KEY)")
        #expect(key.list == "\"t\".\"id\"")
        #expect(key.descendingList == "\"t\".\"id\" DESC")
        #expect(key.source == "\"t\" NOT INDEXED")
        #expect(key.chunkRange == "\"t\".\"id\" >= :_first_0 AND \"t\".\"id\" <= :_last_0")
    }

    @Test func aCompositeKeyIsComparedByRowValue() throws {
        let key = try key("CREATE TABLE t (a, b, PRIMARY KEY (a, b)) WITHOUT ROWID")
        #expect(
            key.compare(">", .previous)
                == "(\"t\".\"a\", \"t\".\"b\") > (:_previous_0, :_previous_1)")
        #expect(
            key.compare("<=", .upper) == "(\"t\".\"a\", \"t\".\"b\") <= (:_upper_0, :_upper_1)")
        #expect(key.descendingList == "\"t\".\"a\" DESC, \"t\".\"b\" DESC")
    }

    @Test func aCollationThatIsNotTheColumnsIsNamed() throws {
        let key = try key(
            """
            CREATE TABLE t (a TEXT NOT NULL, b TEXT NOT NULL COLLATE NOCASE);
            CREATE UNIQUE INDEX i ON t (a COLLATE NOCASE, b);
            """)
        #expect(key.list == "\"t\".\"a\" COLLATE \"NOCASE\", \"t\".\"b\"")
    }

    @Test func namesAreQuoted() throws {
        let queue = try memory("CREATE TABLE \"a\"\"b\" (\"c\"\"\u{301}\" NOT NULL PRIMARY KEY)")
        let shape = try queue.read { try TableShape($0, table: "a\"b") }
        let key = try BatchKey(try #require(shape), asked: nil)
        #expect(key.list == "\"a\"\"b\".\"c\"\"\u{301}\"")
    }

    // MARK: Refused

    private static let hint =
        "\n  Name the primary key, or the columns of a unique index that are all NOT NULL."

    @Test func aKeyThatMayBeNullIsRefused() throws {
        let text = "The key (u) of t may hold NULL" + Self.hint
        #expect(try refusal("CREATE TABLE t (u UNIQUE)", asked: ["u"]) == text)
        #expect(try refusal("CREATE TABLE t (u TEXT PRIMARY KEY)", asked: ["u"]) == text)
    }

    @Test func aCompositeKeyOfWhichOneColumnMayBeNullIsRefused() throws {
        #expect(
            try refusal("CREATE TABLE t (a NOT NULL, b, UNIQUE (a, b))", asked: ["a", "b"])
                == "The key (a, b) of t may hold NULL" + Self.hint)
    }

    @Test func aColumnThatIsNotThereIsRefused() throws {
        #expect(
            try refusal("CREATE TABLE t (a)", asked: ["b"])
                == "t has no column b to page by" + Self.hint)
    }

    @Test(arguments: [
        "CREATE TABLE t (u NOT NULL)",
        "CREATE TABLE t (u NOT NULL); CREATE INDEX i ON t (u)",
        "CREATE TABLE t (u NOT NULL); CREATE UNIQUE INDEX i ON t (u) WHERE u > 0",
        "CREATE TABLE t (u NOT NULL); CREATE UNIQUE INDEX i ON t (lower(u))",
        "CREATE TABLE t (u NOT NULL, v NOT NULL, UNIQUE (u, v))",
    ])
    func columnsWithoutAUniqueIndexOverAllRowsAreRefused(_ sql: String) throws {
        #expect(
            try refusal(sql, asked: ["u"]) == "t has no unique index on (u)" + Self.hint)
    }

    @Test func aGeneratedColumnIsRefusedBecauseTheBatchMayMoveIt() throws {
        #expect(
            try refusal(
                "CREATE TABLE t (u, g AS (u * 2) NOT NULL UNIQUE)", asked: ["g"])
                == "The key (g) of t is a generated column, which moves with what it is made of"
                + Self.hint)
    }

    @Test func aViewIsRefused() throws {
        #expect(
            try refusal("CREATE VIEW t AS SELECT 1 AS id")
                == "t is a view: a batch pages ordinary tables\n"
                + "  Name the table whose rows are to be changed.")
    }

    @Test func aVirtualTableIsRefused() throws {
        #expect(
            try refusal("CREATE VIRTUAL TABLE t USING fts5(a)")
                == "t is a virtual table: a batch pages ordinary tables\n"
                + "  Name the table whose rows are to be changed.")
    }

    @Test func aTableThatHidesEveryNameOfItsRowIDIsRefused() throws {
        #expect(
            try refusal("CREATE TABLE t (rowid, _rowid_, oid)")
                == "t has no key that a batch can page by\n"
                + "  Give it a unique index on columns that are all NOT NULL.")
    }
}
