import Testing

@testable import Stopover

@Suite("A history that an earlier tool made")
struct AdoptionTests {
    @Test(
        "its versions are matched as numbers, whatever the column's type and spelling",
        arguments: [
            ("TEXT", "'001'"), ("TEXT", "'1'"), ("INTEGER", "1"), ("INTEGER", "'001'"),
            ("INTEGER PRIMARY KEY", "1"), ("", "1"), ("", "'0001'"),
        ])
    func versions(type: String, value: String) throws {
        let database = try TestDatabase(
            """
            CREATE TABLE _migrations (version \(type), name, applied_at);
            INSERT INTO _migrations VALUES (\(value), 'one', '2020-01-01');
            """)
        let migrator = try database.migrator([.table(1), .table(2)])
        #expect(try migrator.status().lines == ["001 applied", "002 pending"])
        #expect(try migrator.run().finished == [2])
        #expect(try migrator.status().lines == ["001 applied", "002 applied"])
        #expect(
            try database.lines("SELECT event, CAST(version AS INTEGER), name FROM _migration_log")
                == ["adopted|1|one", "applied|2|make_t002"])
    }

    @Test("a row taken out of it by hand makes its migration pending again, below later ones too")
    func deleted() throws {
        let database = try TestDatabase(
            """
            CREATE TABLE _migrations (version INTEGER, name TEXT, applied_at TEXT);
            INSERT INTO _migrations VALUES (1, 'one', ''), (2, 'two', '');
            """)
        let migrator = try database.migrator([.table(1), .table(2), .table(3)])
        #expect(try migrator.run().finished == [3])
        try database.execute("DELETE FROM _migrations WHERE version = 1")
        #expect(try migrator.status().lines == ["001 pending gap", "002 applied", "003 applied"])
        #expect(try migrator.run().finished == [1])
    }

    @Test("a name that is NULL or a number does no harm")
    func oddNames() throws {
        let database = try TestDatabase(
            """
            CREATE TABLE _migrations (version TEXT, name, applied_at);
            INSERT INTO _migrations VALUES ('001', NULL, NULL), ('002', 7, 8), ('003', x'ff', x'ff');
            """)
        let migrator = try database.migrator([.table(1)], allowNewer: true)
        #expect(
            try migrator.status().migrations.map { "\($0.version) \($0.name)" }
                == ["001 make_t001", "002 7", "003 \u{FFFD}"])
        #expect(try migrator.run().finished == [])
    }

    @Test("two rows of one version are one")
    func twoSpellings() throws {
        let database = try TestDatabase(
            """
            CREATE TABLE t001 (a);
            CREATE TABLE _migrations (version TEXT, name, applied_at);
            INSERT INTO _migrations VALUES ('001', 'one', ''), ('1', 'one', '');
            """)
        let migrator = try database.migrator([.table(1)])
        #expect(try migrator.status().lines == ["001 applied"])
        #expect(try migrator.rollback(.to(0)).finished == ["001"])
        #expect(try database.rows("SELECT * FROM _migrations") == [])
    }

    @Test(
        "another tool's table of that name is refused, and nothing is made",
        arguments: [
            (
                "CREATE TABLE _migrations (id INTEGER, name TEXT, applied_at TEXT)",
                "has no column version"
            ),
            ("CREATE TABLE _migrations (version TEXT, applied_at TEXT)", "has no column name"),
            ("CREATE TABLE _migrations (version TEXT, name TEXT)", "has no column applied_at"),
            (
                "CREATE VIEW _migrations AS SELECT '1' AS version, '' AS name, '' AS applied_at",
                "is not a table"
            ),
            (
                "CREATE TABLE _migrations (version TEXT, name TEXT, applied_at TEXT, dirty INTEGER)",
                "has the column dirty"
            ),
            (
                """
                CREATE TABLE _migrations (version TEXT, name TEXT, applied_at TEXT);
                INSERT INTO _migrations VALUES ('v1', 'one', '');
                """, "has a row whose version is not a number"
            ),
            (
                """
                CREATE TABLE _migrations (version TEXT, name TEXT, applied_at TEXT);
                INSERT INTO _migrations VALUES (NULL, 'one', '');
                """, "has a row whose version is not a number"
            ),
            (
                """
                CREATE TABLE _migrations (version REAL, name TEXT, applied_at TEXT);
                INSERT INTO _migrations VALUES (1, 'one', '');
                """, "has a row whose version is not a number"
            ),
        ])
    func foreign(sql: String, reason: String) throws {
        let database = try TestDatabase(sql)
        let migrator = try database.migrator([.table(1)])
        let before = try database.rows("SELECT * FROM sqlite_master")
        let text = """
            The table _migrations \(reason): it is another tool's
              Choose another name with --history-table (historyTable: in Swift).
            """
        #expect(message { _ = try migrator.status() } == text)
        #expect(message { _ = try migrator.plan() } == text)
        #expect(message { _ = try migrator.runAndWait() } == text)
        #expect(message { _ = try migrator.rollback() } == text)
        #expect(message { _ = try migrator.baseline(at: 1) } == text)
        #expect(message { _ = try migrator.info() } == text)
        #expect(try database.rows("SELECT * FROM sqlite_master") == before)
    }

    @Test("a table of another tool in the log's place is refused as well")
    func foreignLog() throws {
        let database = try TestDatabase("CREATE TABLE _migration_log (line TEXT)")
        #expect(
            message { _ = try database.migrator([.table(1)]).runAndWait() }
                == """
                The table _migration_log has no column event: it is another tool's
                  Choose another name with --history-table (historyTable: in Swift).
                """)
    }

    @Test("beside another tool's table the history goes by another name")
    func otherName() throws {
        let database = try TestDatabase(
            "CREATE TABLE _migrations (id INTEGER PRIMARY KEY, batch INTEGER)")
        let migrator = try Migrator(
            database.queue, migrations: [TestMigration.table(1)], historyTable: "stopover \"x\"s")
        #expect(try migrator.runAndWait().finished == [1])
        #expect(try migrator.status().lines == ["001 applied"])
        #expect(
            try database.lines("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
                == [
                    "_migrations", "stopover \"x\"_checkpoint_keys", "stopover \"x\"_checkpoints",
                    "stopover \"x\"_conflicts", "stopover \"x\"_log", "stopover \"x\"_quarantine",
                    "stopover \"x\"s", "t001",
                ])
    }

    @Test("a name with letters beyond ASCII is found again")
    func otherLetters() throws {
        let database = try TestDatabase()
        for expected in [[1], []] as [[MigrationVersion]] {
            let migrator = try Migrator(
                database.queue, migrations: [TestMigration.table(1)], historyTable: "Änderungen")
            #expect(try migrator.runAndWait().finished == expected)
            #expect(try migrator.status().lines == ["001 applied"])
        }
    }
}
