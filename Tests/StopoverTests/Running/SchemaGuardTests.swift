import GRDB
import Testing

@testable import Stopover

@Suite("Foreign keys in schema steps")
struct SchemaGuardTests {
    private static let family = """
        CREATE TABLE parent (id INTEGER PRIMARY KEY, name TEXT);
        CREATE TABLE child (id INTEGER PRIMARY KEY, parent REFERENCES parent ON DELETE CASCADE);
        INSERT INTO parent VALUES (1, 'a'), (2, 'b');
        INSERT INTO child VALUES (10, 1), (11, 1), (12, 2);
        """

    /// SQLite's procedure of twelve steps, without those that the engine does.
    private static let rebuild = """
        CREATE TABLE new_parent (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
        INSERT INTO new_parent SELECT id, name FROM parent;
        DROP TABLE parent;
        ALTER TABLE new_parent RENAME TO parent;
        """

    private func enforces(_ database: TestDatabase) throws -> Bool {
        try database.queue.writeWithoutTransaction { try $0.enforcesForeignKeys() }
    }

    private func run(
        _ database: TestDatabase, _ sql: String, _ mode: ForeignKeys = .checked
    ) throws {
        let migration = TestMigration(1, foreignKeys: mode) { Execute(sql) }
        _ = try database.migrator([migration]).run()
    }

    @Test("a parent that is rebuilt keeps its children", arguments: ["wal", "delete"])
    func rebuilt(journalMode: String) throws {
        let database = try TestDatabase(journalMode: journalMode, Self.family)
        #expect(try enforces(database))
        try run(database, Self.rebuild)
        #expect(try database.lines("SELECT id, parent FROM child") == ["10|1", "11|1", "12|2"])
        #expect(try database.lines("PRAGMA foreign_key_check") == [])
        #expect(try enforces(database))
    }

    @Test("a parent that is rebuilt in a closure keeps its children")
    func rebuiltInClosure() throws {
        let database = try TestDatabase(Self.family)
        let sql = Self.rebuild
        let migration = TestMigration(1) { Execute { try $0.execute(sql: sql) } }
        _ = try database.migrator([migration]).run()
        #expect(try database.count("SELECT count(*) FROM child") == 3)
    }

    @Test("rows that a statement behind a comment takes are named by it")
    func commented() throws {
        let database = try TestDatabase(Self.family)
        try run(database, "-- the second's\nDELETE FROM child WHERE parent = 2")
        #expect(try database.count("SELECT count(*) FROM child") == 2)
    }

    @Test("a row that refers to nothing after the steps fails the migration")
    func violated() throws {
        let database = try TestDatabase(Self.family)
        #expect(
            message { try run(database, "DELETE FROM parent WHERE id = 2") }
                == """
                001: step 1: After the steps row 12 of child refers to nothing in parent
                  Keep the rows that others refer to, or choose foreign_keys:enforced or off.
                """)
        #expect(try database.count("SELECT count(*) FROM parent") == 2)
        #expect(try enforces(database))
        #expect(try database.log() == ["failed|001|test"])
        #expect(try database.tables().allSatisfy { !$0.contains("violations") })
    }

    @Test("a closure that deletes row by row is compared too, although the copy has no rows")
    func violatedByClosure() throws {
        let database = try TestDatabase(Self.family)
        let migration = TestMigration(1) {
            Execute { db in
                for id in try Int.fetchAll(db, sql: "SELECT id FROM parent WHERE name = 'b'") {
                    try db.execute(sql: "DELETE FROM parent WHERE id = ?", arguments: [id])
                }
            }
        }
        #expect(
            message { _ = try database.migrator([migration]).run() }
                == """
                001: step 1: After the steps row 12 of child refers to nothing in parent
                  Keep the rows that others refer to, or choose foreign_keys:enforced or off.
                """)
    }

    @Test("violations that were there before are tolerated, new ones beside them are not")
    func oldViolations() throws {
        let database = try TestDatabase(Self.family)
        try database.execute("PRAGMA foreign_keys = OFF; INSERT INTO child VALUES (13, 99)")
        try run(database, "DELETE FROM child WHERE id = 12; DELETE FROM parent WHERE id = 2")
        #expect(try database.lines("SELECT id FROM child") == ["10", "11", "13"])
        let next = TestMigration(2) { Execute("DELETE FROM parent WHERE id = 1") }
        let first = TestMigration(1) {
            Execute("DELETE FROM child WHERE id = 12; DELETE FROM parent WHERE id = 2")
        }
        #expect(
            message { _ = try database.migrator([first, next]).run() }
                == """
                002: step 1: After the steps row 10 of child refers to nothing in parent
                  Keep the rows that others refer to, or choose foreign_keys:enforced or off.
                """)
    }

    @Test("a child that is rebuilt keeps its old violations, under other rowids too")
    func rebuiltChild() throws {
        let database = try TestDatabase(
            """
            PRAGMA foreign_keys = OFF;
            CREATE TABLE parent (id INTEGER PRIMARY KEY);
            CREATE TABLE child (parent REFERENCES parent);
            INSERT INTO parent VALUES (1);
            INSERT INTO child VALUES (1), (99), (1);
            DELETE FROM child WHERE rowid = 1;
            """)
        let rebuild = """
            CREATE TABLE new_child (parent REFERENCES parent, v);
            INSERT INTO new_child SELECT parent, 0 FROM child;
            DROP TABLE child;
            ALTER TABLE new_child RENAME TO child;
            """
        try run(database, rebuild)
        #expect(try database.lines("SELECT rowid, parent FROM child") == ["1|99", "2|1"])
        let worse = TestMigration(2) {
            Execute("DELETE FROM child WHERE parent = 7; UPDATE child SET parent = 98")
        }
        let first = TestMigration(1) { Execute(rebuild) }
        #expect(
            message { _ = try database.migrator([first, worse]).run() }
                == """
                002: step 1: After the steps row 2 of child refers to nothing in parent
                  Keep the rows that others refer to, or choose foreign_keys:enforced or off.
                """)
    }

    @Test("a new violation in a WITHOUT ROWID table is not taken for an old one")
    func withoutRowID() throws {
        let database = try TestDatabase(
            """
            PRAGMA foreign_keys = OFF;
            CREATE TABLE parent (id INTEGER PRIMARY KEY);
            CREATE TABLE child (id TEXT PRIMARY KEY, parent REFERENCES parent) WITHOUT ROWID;
            INSERT INTO parent VALUES (1);
            INSERT INTO child VALUES ('a', 1), ('b', 99);
            """)
        #expect(
            message { try run(database, "DELETE FROM parent") }
                == """
                001: step 1: After the steps a row of child refers to nothing in parent
                  Keep the rows that others refer to, or choose foreign_keys:enforced or off.
                """)
    }

    @Test("a second foreign key to the same parent is not covered by the first one's violation")
    func twoKeys() throws {
        let database = try TestDatabase(
            """
            PRAGMA foreign_keys = OFF;
            CREATE TABLE parent (id INTEGER PRIMARY KEY);
            CREATE TABLE child (id INTEGER PRIMARY KEY, a REFERENCES parent, b REFERENCES parent);
            INSERT INTO parent VALUES (1);
            INSERT INTO child VALUES (5, 99, 1);
            """)
        #expect(
            message { try run(database, "DELETE FROM parent") }
                == """
                001: step 1: After the steps row 5 of child refers to nothing in parent
                  Keep the rows that others refer to, or choose foreign_keys:enforced or off.
                """)
    }

    @Test("rows lost through a trigger in a table that the steps don't name fail the migration")
    func rowsLost() throws {
        let database = try TestDatabase(
            """
            CREATE TABLE a (id INTEGER PRIMARY KEY);
            CREATE TABLE notes (a, line);
            CREATE TRIGGER t AFTER DELETE ON a BEGIN DELETE FROM notes WHERE a = old.id; END;
            INSERT INTO a VALUES (1), (2);
            INSERT INTO notes VALUES (1, 'x'), (1, 'y'), (2, 'z');
            """)
        #expect(
            message { try run(database, "DELETE FROM a WHERE id = 1") }
                == """
                001: step 1: The steps took 2 of 3 rows out of notes, which they do not name
                  Look for a trigger; name the table in the steps if that is meant.
                """)
        #expect(try database.count("SELECT count(*) FROM a") == 2)
        // Named, even in quotes and another case, they are meant.
        try run(database, "DELETE FROM a WHERE id = 1; DELETE FROM \"Notes\" WHERE 0")
        #expect(try database.lines("SELECT line FROM notes") == ["z"])
    }

    @Test("a closure may delete rows of a table that the copy did not see it name")
    func closureDeletes() throws {
        let database = try TestDatabase(
            "CREATE TABLE a (id INTEGER PRIMARY KEY); CREATE TABLE b (a); INSERT INTO a VALUES (1); INSERT INTO b VALUES (1)"
        )
        let migration = TestMigration(1) {
            Execute { db in
                for id in try Int.fetchAll(db, sql: "SELECT id FROM a") {
                    try db.execute(sql: "DELETE FROM b WHERE a = ?", arguments: [id])
                }
                try db.execute(sql: "DELETE FROM a")
            }
        }
        #expect(try database.migrator([migration]).run().finished == [1])
        #expect(try database.lines("SELECT * FROM b") == [])
    }

    @Test("enforced cascades, and fails where there is no cascade")
    func enforced() throws {
        let database = try TestDatabase(Self.family)
        try database.execute("PRAGMA foreign_keys = OFF")
        try run(database, "DELETE FROM parent WHERE id = 1", .enforced)
        #expect(try database.lines("SELECT id FROM child") == ["12"])
        #expect(try !enforces(database))
        try database.execute(
            "CREATE TABLE strict_child (p REFERENCES parent); INSERT INTO strict_child VALUES (2)")
        let first = TestMigration(1, foreignKeys: .enforced) {
            Execute("DELETE FROM parent WHERE id = 1")
        }
        let second = TestMigration(2, foreignKeys: .enforced) { Execute("DELETE FROM parent") }
        #expect(
            message { _ = try database.migrator([first, second]).run() }
                == """
                002: step 1: Execute: DELETE FROM parent: FOREIGN KEY constraint failed
                  What was committed before stays; mend the cause and run again.
                """)
        #expect(try !enforces(database))
    }

    @Test("a deferred foreign key that fails at the commit leaves no transaction open")
    func deferred() throws {
        let database = try TestDatabase(
            """
            CREATE TABLE parent (id INTEGER PRIMARY KEY);
            CREATE TABLE child (p REFERENCES parent DEFERRABLE INITIALLY DEFERRED);
            """)
        #expect(
            message { try run(database, "INSERT INTO child VALUES (7)", .enforced) }
                == """
                001: step 1: Execute: INSERT INTO child VALUES(7): FOREIGN KEY constraint failed
                  What was committed before stays; mend the cause and run again.
                """)
        #expect(try database.count("SELECT count(*) FROM child") == 0)
        try database.execute("BEGIN; COMMIT")
        #expect(try database.log() == ["failed|001|test"])
    }

    @Test("a step may refer to rows that are there already, which the copy lacks")
    func existingParents() throws {
        let database = try TestDatabase(Self.family)
        let migration = TestMigration(1, foreignKeys: .enforced) {
            Execute("INSERT INTO child VALUES (20, 2)")
            Execute { try $0.execute(sql: "INSERT INTO child VALUES (21, 1)") }
            Execute(
                """
                CREATE TABLE top (id NOT NULL);
                INSERT INTO top VALUES ((SELECT max(id) FROM child));
                """)
        }
        #expect(try database.migrator([migration]).run().finished == [1])
        #expect(try database.lines("SELECT id FROM top") == ["21"])
    }

    @Test("a parent that is dropped and made anew without its rows is noticed")
    func emptied() throws {
        let database = try TestDatabase(Self.family)
        #expect(
            message {
                try run(
                    database,
                    "DROP TABLE IF EXISTS \"parent\"; CREATE TABLE parent (id INTEGER PRIMARY KEY, name TEXT)"
                )
            }
                == """
                001: step 1: After the steps row 10 of child refers to nothing in parent
                  Keep the rows that others refer to, or choose foreign_keys:enforced or off.
                """)
        #expect(try database.count("SELECT count(*) FROM parent") == 2)
    }

    @Test("off compares nothing")
    func off() throws {
        let database = try TestDatabase(Self.family)
        try run(database, "DELETE FROM parent", .off)
        #expect(try database.count("SELECT count(*) FROM child") == 3)
        #expect(try enforces(database))
    }

    @Test(
        "a foreign key that names no unique columns does not stand in the way of other migrations")
    func oldMismatch() throws {
        let database = try TestDatabase(Self.family)
        try database.execute(
            """
            PRAGMA foreign_keys = OFF; CREATE TABLE other (a); CREATE TABLE odd (a REFERENCES other (a));
            INSERT INTO odd VALUES (1);
            """)
        try run(database, "CREATE TABLE x (v); INSERT INTO x VALUES (1); DROP TABLE x")
        // The others are compared all the same.
        let first = TestMigration(1) {
            Execute("CREATE TABLE x (v); INSERT INTO x VALUES (1); DROP TABLE x")
        }
        let second = TestMigration(2) { Execute("DELETE FROM parent WHERE id = 2") }
        #expect(
            message { _ = try database.migrator([first, second]).run() }
                == """
                002: step 1: After the steps row 12 of child refers to nothing in parent
                  Keep the rows that others refer to, or choose foreign_keys:enforced or off.
                """)
    }

    @Test("a foreign key that the steps leave without unique columns fails the migration")
    func newMismatch() throws {
        let database = try TestDatabase(Self.family)
        let rebuild = Self.rebuild.replacing("INTEGER PRIMARY KEY", with: "INTEGER")
        #expect(
            message { try run(database, rebuild) }
                == """
                001: step 1: After the steps a foreign key of child refers to columns that are not unique
                  Give them a UNIQUE index, or choose foreign_keys:enforced or off.
                """)
    }

    @Test(
        "the connection's own setting is put back after failures as well", arguments: [true, false])
    func putBack(on: Bool) throws {
        for mode in ForeignKeys.allCases {
            for sql in ["CREATE TABLE x (v)", "INSERT INTO n VALUES (NULL)"] {
                for transaction in [true, false] {
                    let database = try TestDatabase("CREATE TABLE n (v NOT NULL)")
                    try database.execute("PRAGMA foreign_keys = \(on ? "ON" : "OFF")")
                    let migration = TestMigration(1, foreignKeys: mode) {
                        Execute(sql, transaction: transaction)
                    }
                    _ = try? database.migrator([migration]).run()
                    #expect(try enforces(database) == on)
                }
            }
        }
    }
}
