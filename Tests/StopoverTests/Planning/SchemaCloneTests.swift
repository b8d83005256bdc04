import Foundation
import GRDB
import Testing

@testable import Stopover

struct SchemaCloneTests {
    private func schema(_ db: Database) throws -> [String] {
        try String.fetchAll(
            db,
            sql: """
                SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_master
                WHERE name <> 'sqlite_stat4' ORDER BY type, name
                """)
    }

    private func clone(
        _ queue: DatabaseQueue, _ configuration: Configuration = Configuration()
    ) throws -> SchemaClone {
        try queue.read { try SchemaClone(of: $0, configuration: configuration) }
    }

    @Test(arguments: [
        "",
        "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT DEFAULT 'x;y' CHECK (a <> ''))",
        "CREATE TABLE t (a, b, PRIMARY KEY (a, b)) WITHOUT ROWID",
        "CREATE TABLE t (a ANY, b INT NOT NULL) STRICT",
        "CREATE TABLE t (a, b AS (a * 2), c GENERATED ALWAYS AS (a + 1) STORED)",
        "CREATE TABLE t (a); CREATE INDEX i ON t (lower(a) DESC) WHERE a IS NOT NULL",
        "CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE c (p REFERENCES p ON DELETE CASCADE)",
        "CREATE TABLE c (p REFERENCES p); CREATE TABLE p (id INTEGER PRIMARY KEY)",
        "CREATE TABLE t (a); CREATE VIEW w AS SELECT * FROM v; CREATE VIEW v AS SELECT * FROM t",
        "CREATE TABLE t (a); CREATE TRIGGER tr AFTER INSERT ON t BEGIN DELETE FROM t WHERE a = ';'; END",
        """
        CREATE TABLE t (a); CREATE VIEW v AS SELECT a FROM t;
        CREATE TRIGGER tr INSTEAD OF INSERT ON v BEGIN INSERT INTO t VALUES (new.a); END
        """,
        "CREATE TABLE \"we\"\"ird\n'name' 🦒\" (\"select\" TEXT, [a b] INT, `c``d`)",
        "CREATE TABLE \"a\"\"\u{301}\" (x); CREATE TABLE sqlitely (x)",
        "CREATE TABLE t (a COLLATE NOCASE UNIQUE, b COLLATE RTRIM)",
    ])
    func theCopyHasTheSameSchema(_ sql: String) throws {
        let queue = try memory(sql)
        let copied = try clone(queue).read { try schema($0) }
        #expect(try copied == queue.read { try schema($0) })
    }

    @Test func theCopyHasNoRows() throws {
        let queue = try memory("CREATE TABLE t (a); INSERT INTO t VALUES (1), (2)")
        #expect(try clone(queue).read { try Int.fetchOne($0, sql: "SELECT count(*) FROM t") } == 0)
    }

    @Test func aFullTextTableIsCopiedWithItsShadows() throws {
        let queue = try memory(
            """
            CREATE TABLE t (a TEXT); CREATE VIRTUAL TABLE f USING fts5(a, content='t');
            CREATE TRIGGER tr AFTER INSERT ON t BEGIN INSERT INTO f (rowid, a) VALUES (new.rowid, new.a); END
            """)
        let clone = try clone(queue)
        #expect(clone.missing == [])
        let copied = try clone.read { try schema($0) }
        #expect(try copied == queue.read { try schema($0) })
        try clone.read { try $0.execute(sql: "INSERT INTO t VALUES ('works')") }
    }

    @Test(arguments: ["UTF-8", "UTF-16le", "UTF-16be"])
    func theCopyHasTheSameEncoding(_ encoding: String) throws {
        let queue = try DatabaseQueue()
        try queue.writeWithoutTransaction {
            try $0.execute(sql: "PRAGMA encoding = '\(encoding)'; CREATE TABLE t (a)")
        }
        let copied = try clone(queue).read { try String.fetchOne($0, sql: "PRAGMA encoding") }
        #expect(copied == encoding)
    }

    @Test func theCopyPlansWithTheSameStatistics() throws {
        let queue = try memory(
            """
            CREATE TABLE t (a, b); CREATE INDEX i ON t (a);
            INSERT INTO t WITH RECURSIVE n (x) AS (VALUES (1) UNION ALL SELECT x + 1 FROM n
            WHERE x < 50) SELECT x % 3, x FROM n; ANALYZE
            """)
        let statistics = "SELECT tbl || ' ' || idx || ' ' || stat FROM sqlite_stat1"
        let copied = try clone(queue).read { try String.fetchAll($0, sql: statistics) }
        #expect(copied == ["t i 50 17"])
    }

    @Test func functionsAndCollationsOfTheConfigurationAreThere() throws {
        var configuration = Configuration()
        configuration.prepareDatabase { db in
            db.add(function: DatabaseFunction("shout", argumentCount: 1, pure: true) { _ in "!" })
            db.add(
                collation: DatabaseCollation("backwards") {
                    $1 < $0 ? .orderedAscending : $1 == $0 ? .orderedSame : .orderedDescending
                })
        }
        let queue = try memory(
            """
            CREATE TABLE t (a TEXT COLLATE backwards, b AS (shout(a)));
            CREATE UNIQUE INDEX i ON t (shout(a)); CREATE INDEX j ON t (a)
            """, configuration: configuration)
        let copied = try clone(queue, configuration).read { try schema($0) }
        #expect(try copied == queue.read { try schema($0) })
    }

    @Test func theDatabaseItselfIsLeftAlone() throws {
        let queue = try memory("CREATE TABLE t (a)")
        let clone = try clone(queue)
        _ = try clone.effects(foreignKeys: false, inTransaction: true) {
            try $0.execute(sql: "DROP TABLE t; CREATE TABLE u (a)")
        }
        #expect(try queue.read { try TableShape.names($0) } == ["t"])
        #expect(try clone.read { try TableShape.names($0) } == ["u"])
    }

    @Test func aTextThatSQLiteNoLongerReadsIsTold() throws {
        let queue = try memory(
            """
            CREATE TABLE t (a); CREATE INDEX i ON t (a); PRAGMA writable_schema = ON;
            UPDATE sqlite_master SET sql = 'CREATE INDEX i ON t (nope)' WHERE name = 'i'
            """)
        #expect(
            message { _ = try clone(queue) } == """
                The schema's own text of index i is refused by SQLite: no such column: nope
                  Drop or mend it; PRAGMA integrity_check may tell more.
                """)
    }
}
