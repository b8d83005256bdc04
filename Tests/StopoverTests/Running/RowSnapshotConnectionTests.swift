import Foundation
import GRDB
import Testing

@testable import Stopover

@Suite("Rows kept and taken back through an app's connection")
struct RowSnapshotConnectionTests: RowSnapshotRunFixture {
    @Test("triggers and foreign keys are as they were on the app's connection")
    func connection() throws {
        let database = try TestDatabase(
            Self.rows + """
                ;CREATE TABLE log (id INTEGER PRIMARY KEY, v);
                CREATE TRIGGER logged AFTER UPDATE OF note ON a BEGIN INSERT INTO log (v) VALUES (new.note); END;
                """)
        try migrator(database).runAndWait()
        try migrator(database).rollback()
        #expect(try database.queue.read { try $0.enforcesForeignKeys() })
        try database.execute("UPDATE a SET note = 'x' WHERE id = 1")
        #expect(try database.count("SELECT count(*) FROM log") == 1)
    }

    @Test("what a trigger of the connection alone writes is kept, too")
    func temporaryTrigger() throws {
        let database = try TestDatabase(
            Self.rows + """
                ;CREATE TABLE log (id INTEGER PRIMARY KEY, v);
                INSERT INTO log VALUES (1, 'none');
                CREATE TEMP TRIGGER logged AFTER UPDATE OF note ON a BEGIN UPDATE log SET v = new.note; END;
                """)
        let migration = TestMigration(1, name: "shout") {
            Transform("a", reading: .text("v"), writing: .text("note")) { $0?.uppercased() }
        }
        try migrator(database, migration).runAndWait()
        #expect(try database.lines("SELECT v FROM log") == ["OLD 10"])
        #expect(
            message { try migrator(database, migration).rollback() } == """
                001: The connection has temporary triggers, which would run when rows are put back
                  Drop them, or roll back through a connection of its own: Migrator(path:) or the command.
                """)
        #expect(try database.lines("SELECT v FROM log") == ["OLD 10"])
        let own = try Migrator(path: database.path, migrations: [migration])
        #expect(try own.rollback().conflictCount == 0)
        #expect(try database.lines("SELECT v FROM log") == ["none"])
        #expect(try Set(database.lines("SELECT note FROM a")) == [""])
    }

    @Test("a cursor that the app keeps on the connection fails the chunk, which says so")
    func keptCursor() throws {
        let database = try TestDatabase(Self.rows)
        let migration = TestMigration(1, name: "shout") {
            Batch("a", "DELETE FROM a WHERE id = 7 AND :chunk; UPDATE a SET v = 'x' WHERE :chunk")
        }
        nonisolated(unsafe) var cursor: RowCursor?
        try database.queue.read { db in
            cursor = try Row.fetchCursor(db, sql: "SELECT * FROM sqlite_master")
            _ = try cursor?.next()
        }
        #expect(
            message { try migrator(database, migration).runAndWait() }
                .contains(
                    "a statement of its connection is still running, such as a cursor that is kept")
        )
        #expect(try database.count("SELECT count(*) FROM a WHERE v = 'x'") == 0)
        // Where it was made.
        database.queue.inDatabase { _ in cursor = nil }
    }

    @Test("values that the column makes others of are kept as they are stored")
    func converted() throws {
        let database = try TestDatabase(
            """
            CREATE TABLE a (id INTEGER PRIMARY KEY, n INTEGER, t TEXT, x REAL, y);
            WITH RECURSIVE i(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM i WHERE x < 9)
            INSERT INTO a SELECT x, x, 'old', 0.5, x'00' FROM i
            """)
        let migration = TestMigration(1) {
            Transform(
                "a", reading: .integer("id"), writing: .text("n"), .real("t"), .integer("x"),
                .real("y")
            ) { id in
                ("\(id ?? 0)0", Double(id ?? 0) / 2, id, id == 3 ? .nan : -0.0)
            }
        }
        let all = "SELECT id || quote(n) || quote(t) || quote(x) || typeof(y) || quote(y) FROM a"
        let before = try database.lines(all)
        try migrator(database, migration).runAndWait()
        #expect(
            try database.lines(
                "SELECT quote(n) || quote(t) || quote(x) || typeof(y) FROM a WHERE id IN (2, 3)")
                == ["20'1.0'2.0real", "30'1.5'3.0null"])
        #expect(try migrator(database, migration).rollback().conflictCount == 0)
        #expect(try database.lines(all) == before)
    }

    @Test("through an app's pool, with its collations and functions, while it writes")
    func pool() throws {
        let database = try TestDatabase()
        var configuration = Configuration()
        configuration.prepareDatabase { db in
            db.add(collation: DatabaseCollation("backwards") { $1.compare($0) })
            db.add(
                function: DatabaseFunction("twice", argumentCount: 1, pure: true) { values in
                    String.fromDatabaseValue(values[0]).map { $0 + $0 }
                })
        }
        let pool = try DatabasePool(path: database.path, configuration: configuration)
        try pool.write { db in
            try db.execute(
                sql: """
                    CREATE TABLE w (k TEXT PRIMARY KEY COLLATE backwards, v TEXT, t AS (twice(v))) WITHOUT ROWID;
                    CREATE TABLE log (id INTEGER PRIMARY KEY, v);
                    CREATE TRIGGER logged AFTER UPDATE ON w BEGIN INSERT INTO log (v) VALUES (new.t); END;
                    INSERT INTO w (k, v) VALUES ('a', 'x'), ('b', 'y'), ('c', 'z'), ('d', 'q')
                    """)
        }
        let migration = TestMigration(1) {
            Transform("w", reading: .text("v"), writing: .text("v")) { $0?.uppercased() }
        }
        var settings = RunSettings.unhurried
        settings.snapshot = .rows
        settings.chunkRowLimit = 1
        let migrator = try Migrator(pool, migrations: [migration], settings: settings)
        try migrator.runAndWait { event in
            guard case .chunk = event else { return }
            try? pool.write { try $0.execute(sql: "INSERT INTO log (v) VALUES ('app')") }
        }
        #expect(try pool.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM log") } == 8)
        #expect(try migrator.rollback().conflictCount == 0)
        let values = try pool.read { try String.fetchAll($0, sql: "SELECT v FROM w ORDER BY v") }
        #expect(values == ["q", "x", "y", "z"])
        let log = try pool.read { try Set(String.fetchAll($0, sql: "SELECT v FROM log")) }
        #expect(log == ["app"])
    }

    @Test("in memory nothing is kept, and rows is refused")
    func inMemory() throws {
        let queue = try DatabaseQueue()
        try queue.write { try $0.execute(sql: Self.rows) }
        var settings = RunSettings()
        settings.snapshot = .rows
        let refused = try Migrator(queue, migrations: [Self.shout], settings: settings)
        #expect(
            message { try refused.runAndWait() } == """
                001: A database in memory can't have a snapshot
                  Run without: --snapshot none (settings.snapshot = .none).
                """)
        let migrator = try Migrator(queue, migrations: [Self.shout])
        #expect(try migrator.runAndWait().finished == [1])
        #expect(code { try migrator.rollback() } == .irreversible)
    }
}
