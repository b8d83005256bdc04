import GRDB
import Testing

@testable import Stopover

struct TableShapeTests {
    private func shape(_ sql: String, table: String = "t") throws -> TableShape? {
        try memory(sql).read { try TableShape($0, table: table) }
    }

    @Test func aTableThatIsNotThereHasNoShape() throws {
        #expect(try shape("CREATE TABLE other (a)") == nil)
    }

    @Test func namesAreFoundInAnyCaseAndToldAsDeclared() throws {
        let shape = try #require(try shape("CREATE TABLE Contacts (Id INTEGER)", table: "CONTACTS"))
        #expect(shape.name == "Contacts")
        #expect(shape.column("id")?.name == "Id")
        #expect(shape.column("ID")?.name == "Id")
        #expect(shape.column("nope") == nil)
    }

    @Test func lettersBeyondASCIIHaveNoCase() throws {
        // As in SQLite, to which é and É are two names, and so are two spellings of é.
        let shape = try shape(
            """
            CREATE TABLE t ("é" TEXT COLLATE NOCASE, "É" TEXT COLLATE RTRIM, "e\u{301}" TEXT)
            """)
        #expect(shape?.columns.count == 3)
        #expect(shape?.column("é")?.collation == "NOCASE")
        #expect(shape?.column("É")?.collation == "RTRIM")
        #expect(shape?.column("e\u{301}")?.collation == "BINARY")
    }

    @Test func columnsTellTypeNullabilityAndCollation() throws {
        let shape = try #require(
            try shape(
                """
                CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT NOT NULL COLLATE NOCASE, x,
                double_x AS (x * 2), stored_x INT GENERATED ALWAYS AS (x) STORED)
                """))
        #expect(shape.columns.map(\.name) == ["id", "name", "x", "double_x", "stored_x"])
        #expect(shape.columns.map(\.type) == ["INTEGER", "TEXT", "", "", "INT"])
        #expect(shape.columns.map(\.isNotNull) == [false, true, false, false, false])
        #expect(shape.columns.map(\.isGenerated) == [false, false, false, true, true])
        #expect(shape.columns.map(\.keyPosition) == [1, 0, 0, 0, 0])
        #expect(
            shape.columns.map(\.collation) == ["BINARY", "NOCASE", "BINARY", "BINARY", "BINARY"])
    }

    @Test(arguments: [
        ("CREATE TABLE t (a INTEGER PRIMARY KEY)", "a"),
        ("CREATE TABLE t (a integer primary key)", "a"),
        ("CREATE TABLE t (a INTEGER, b, PRIMARY KEY (a))", "a"),
        ("CREATE TABLE t (a INTEGER, b, PRIMARY KEY (a DESC))", "a"),
        ("CREATE TABLE t (a INTEGER PRIMARY KEY AUTOINCREMENT)", "a"),
        ("CREATE TABLE t (a INTEGER PRIMARY KEY, b UNIQUE)", "a"),
        ("CREATE TABLE t (a INTEGER PRIMARY KEY DESC)", nil),
        ("CREATE TABLE t (a INT PRIMARY KEY)", nil),
        ("CREATE TABLE t (a BIGINT PRIMARY KEY)", nil),
        ("CREATE TABLE t (a INTEGER, b, PRIMARY KEY (a, b))", nil),
        ("CREATE TABLE t (a INTEGER PRIMARY KEY) WITHOUT ROWID", nil),
        ("CREATE TABLE t (a TEXT)", nil),
    ])
    func theRowIDHasAnotherNameOnlyInAnINTEGERPRIMARYKEY(
        _ sql: String, _ alias: String?
    ) throws {
        let shape = try shape(sql)
        #expect(shape?.rowIDAlias?.name == alias)
        // What SQLite itself says: the alias follows the rowid.
        guard let alias else { return }
        let followed = try memory(sql).writeWithoutTransaction { db in
            try db.execute(sql: "INSERT INTO t (rowid) VALUES (77)")
            return try Int.fetchOne(db, sql: "SELECT \(alias) FROM t")
        }
        #expect(followed == 77)
    }

    @Test(arguments: [
        ("CREATE TABLE t (a)", TableShape.Kind.table, false),
        ("CREATE TABLE t (a PRIMARY KEY) WITHOUT ROWID", .table, true),
        ("CREATE TABLE s (a); CREATE VIEW t AS SELECT * FROM s", .view, false),
        ("CREATE VIRTUAL TABLE t USING fts5(a)", .virtual, false),
    ])
    func tellsWhatKindOfTableItIs(
        _ sql: String, _ kind: TableShape.Kind, _ isWithoutRowID: Bool
    ) throws {
        let shape = try shape(sql)
        #expect(shape?.kind == kind)
        #expect(shape?.isWithoutRowID == isWithoutRowID)
    }

    @Test func theTablesOfAVirtualTableAreItsShadows() throws {
        let sql = "CREATE VIRTUAL TABLE t USING fts5(a)"
        #expect(try shape(sql, table: "t_data")?.kind == .shadow)
    }

    @Test func indexesTellTheirParts() throws {
        let shape = try #require(
            try shape(
                """
                CREATE TABLE t (a TEXT NOT NULL COLLATE NOCASE, b, c, PRIMARY KEY (a, b));
                CREATE INDEX plain ON t (b DESC, a COLLATE RTRIM);
                CREATE UNIQUE INDEX some ON t (c) WHERE c IS NOT NULL;
                CREATE UNIQUE INDEX folded ON t (lower(c));
                """))
        let byName = Dictionary(uniqueKeysWithValues: shape.indexes.map { ($0.name, $0) })
        let key = try #require(byName["sqlite_autoindex_t_1"])
        #expect(key.isPrimaryKey && key.isUnique && !key.isPartial)
        #expect(key.parts.map(\.column) == ["a", "b"])
        #expect(key.parts.map(\.collation) == ["NOCASE", "BINARY"])
        let plain = try #require(byName["plain"])
        #expect(!plain.isPrimaryKey && !plain.isUnique && !plain.isPartial)
        #expect(plain.parts.map(\.column) == ["b", "a"])
        #expect(plain.parts.map(\.isDescending) == [true, false])
        #expect(plain.parts.map(\.collation) == ["BINARY", "RTRIM"])
        let some = try #require(byName["some"])
        #expect(some.isUnique && some.isPartial)
        #expect(byName["folded"]?.parts.map(\.column) == [nil])
        #expect(shape.indexes.count == 4)
    }

    @Test func listsOrdinaryTablesWithoutSQLitesOwn() throws {
        let names = try memory(
            """
            CREATE TABLE b (id INTEGER PRIMARY KEY AUTOINCREMENT); CREATE TABLE a (x);
            CREATE VIEW v AS SELECT 1; CREATE VIRTUAL TABLE f USING fts5(x);
            CREATE TEMP TABLE passing (x); CREATE TABLE sqlitely (x); ANALYZE;
            """
        ).read { try TableShape.names($0) }
        #expect(names == ["a", "b", "sqlitely"])
    }

    @Test func aTemporaryTableIsNotLookedAt() throws {
        #expect(try shape("CREATE TEMP TABLE t (a)") == nil)
    }
}

extension TableShape.Kind: CustomTestStringConvertible {
    public var testDescription: String { "\(self)" }
}
