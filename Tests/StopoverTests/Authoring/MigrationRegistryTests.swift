import Testing

@testable import Stopover

@Suite struct MigrationRegistryTests {
    private struct Secret: Error, CustomStringConvertible {
        let description = "+43 1 234567"
    }

    private func migration(_ version: MigrationVersion, _ name: String = "test") -> TestMigration {
        TestMigration(version, name: name) { Execute("SELECT 1") }
    }

    private func error(_ migrations: any Migration...) throws -> MigrationError {
        try migrationError { try MigrationRegistry(migrations) }
    }

    @Test("Migrations stand in order of version, Swift and SQL together")
    func order() throws {
        let file = try SQLMigrations.parse(
            SQLFileTests.phones, fileName: "003_normalize_phones.sql")
        let registry = try MigrationRegistry([
            migration(20_261_122_101_500), migration("10"), file, migration(1),
        ])
        #expect(
            registry.migrations.map(\.version.text) == ["001", "003", "10", "20261122101500"])
        #expect(try MigrationRegistry([]).migrations.isEmpty)
    }

    @Test("A migration is found by its version, however that is spelt")
    func find() throws {
        let registry = try MigrationRegistry([migration(1, "one"), migration(2, "two")])
        #expect(registry["2"]?.name == "two")
        #expect(registry["0001"]?.name == "one")
        #expect(registry[3] == nil)
    }

    @Test("A registered migration holds what was declared")
    func registered() throws {
        var migration = TestMigration(7, name: "seven") {
            Execute("CREATE TABLE t (a)")
            AddColumn("t", "b")
        }
        migration.description = "Seven"
        migration.revision = 3
        migration.foreignKeys = .off
        migration.makeDown = { Steps(operations { Execute("DROP TABLE t") }) }
        let registered = try #require(try MigrationRegistry([migration])[7])
        #expect(registered.name == "seven")
        #expect(registered.description == "Seven")
        #expect(registered.revision == 3)
        #expect(registered.foreignKeys == .off)
        #expect(registered.up.map(\.testText) == ["script: CREATE TABLE t (a)", "add to t: b"])
        #expect(registered.down.map(\.testText) == ["script: DROP TABLE t"])
        #expect(registered.isReversible)
        #expect(
            registered.checksum
                == Checksum.of(operations: registered.up, revision: 3, foreignKeys: .off))
    }

    @Test("The text for the history carries the migration's foreign keys")
    func text() throws {
        var migration = TestMigration { Execute("CREATE TABLE t (a)") }
        migration.foreignKeys = .off
        migration.makeDown = { Steps(operations { Execute("DROP TABLE t") }) }
        let registered = try #require(try MigrationRegistry([migration])[1])
        #expect(registered.upText == "-- migrate:up foreign_keys:off\nCREATE TABLE t (a)\n")
        #expect(registered.downText == "-- migrate:down foreign_keys:off\nDROP TABLE t\n")
        let up = try StepsText.parse(try #require(registered.upText), direction: .up)
        #expect(
            Checksum.of(operations: up, revision: 1, foreignKeys: .checked) == registered.checksum)
    }

    @Test("A step's own setting of foreign keys goes before the migration's")
    func foreignKeysOverride() throws {
        let file = "-- migrate:up foreign_keys:enforced\nSELECT 1\n-- migrate:up\nSELECT 2"
        let migration = try SQLMigrations.parse(file, fileName: "001_a.sql")
        let registered = try #require(try MigrationRegistry([migration])[1])
        #expect(registered.foreignKeys == .checked)
        #expect(registered.up.map(\.foreignKeys) == [.enforced, nil])
        #expect(registered.upText == file + "\n")
    }

    @Test("Without down steps it is not reversible by steps, and there is no text of them")
    func irreversible() throws {
        let registered = try #require(try MigrationRegistry([migration(1)])[1])
        #expect(!registered.isReversible)
        #expect(registered.downText == nil)
        #expect(registered.upText == "-- migrate:up\nSELECT 1\n")
    }

    @Test("Closures have no text, and change the checksum by the revision alone")
    func closures() throws {
        var migration = TestMigration { Execute { _ in } }
        let first = try #require(try MigrationRegistry([migration])[1])
        #expect(first.upText == nil)
        migration.revision = 2
        let second = try #require(try MigrationRegistry([migration])[1])
        #expect(first.checksum != second.checksum)
    }

    @Test(
        "A version that is not made of digits is refused",
        arguments: ["", "x1", "1.2", "-1", "١", String(repeating: "1", count: 33)]
    )
    func invalidVersion(text: String) throws {
        let error = try error(
            migration(1), migration(MigrationVersion(stringLiteral: text), "create_contacts"))
        #expect(error.code == .invalidVersion)
        #expect(
            error.description == """
                "\(text)", the version of create_contacts, is not made of 1 to 32 digits
                  Use digits, such as "001" or "20261122101500".
                """)
    }

    @Test("A version that two migrations have is refused, naming both")
    func duplicate() throws {
        let first = try SQLMigrations.parse(SQLFileTests.phones, fileName: "db/003_phones.sql")
        let second = try SQLMigrations.parse(SQLFileTests.phones, fileName: "db/3_mails.sql")
        let files = try error(first, second)
        #expect(files.code == .duplicateVersion)
        #expect(
            files.description == """
                version 3 is used by both db/003_phones.sql and db/3_mails.sql
                  Give one of them another version.
                """)
        #expect(
            try error(migration(3, "merge"), migration(1), first).message
                == "version 003 is used by both merge and db/003_phones.sql")
    }

    @Test("A migration without up steps is refused")
    func noUp() throws {
        let error = try error(TestMigration(2, name: "empty") {})
        #expect(error.code == .invalidStep)
        #expect(error.version == 2)
        #expect(
            error.description == """
                002: empty has no up steps
                  Give it one, or leave it out.
                """)
    }

    @Test("An error thrown while steps are made is told by its type, never by its text")
    func thrown() throws {
        var migration = TestMigration(2, name: "read") { throw Secret() }
        let expected = { (direction: String) in
            """
            002: the \(direction) steps of read could not be made: Secret was thrown
              Steps are made at each start; let what may fail happen in a step.
            """
        }
        #expect(try error(migration).description == expected("up"))
        #expect(try error(migration).code == .invalidStep)
        migration.makeUp = { Steps(operations { Execute("SELECT 1") }) }
        migration.makeDown = { throw Secret() }
        #expect(try error(migration).description == expected("down"))
    }

    @Test("An error of this library passes, with the version")
    func thrownMigrationError() throws {
        let thrown = MigrationError(.invalidFile, "message", hint: "hint")
        let error = try error(TestMigration(2) { throw thrown })
        #expect(error == MigrationError(.invalidFile, "message", hint: "hint", version: 2))
    }

    @Test("A step that is wrong on the face of it is refused, told by direction and number")
    func wrongStep() throws {
        var migration = TestMigration(2, name: "fill") {
            Execute("SELECT 1")
            Update("t", set: "a = 1").chunk(rows: 0)
        }
        let up = try error(migration)
        #expect(up.code == .invalidStep)
        #expect(
            up.description == """
                002: up step 2 of fill: a chunk can't have 0 rows
                  Give it 1 row or more.
                """)
        migration.makeUp = { Steps(operations { Execute("SELECT 1") }) }
        migration.makeDown = { Steps(operations { Batch("t", "DELETE FROM t") }) }
        #expect(
            try error(migration).message
                == "down step 1 of fill: the batch uses neither :chunk nor :first and :last, so "
                + "each chunk would do the whole work again")
    }

    @Test("Rows are restored in down, once, where up has a batch to restore them of")
    func misplacedRestore() throws {
        var migration = TestMigration(2, name: "count") { Update("t", set: "n = n + 1") }
        migration.makeDown = { Steps(operations { RestoreRows() }) }
        #expect(try #require(try MigrationRegistry([migration])[2]).isReversible)
        migration.makeDown = {
            Steps(
                operations {
                    RestoreRows()
                    RestoreRows()
                })
        }
        #expect(
            try error(migration).description == """
                002: down of count restores rows twice
                  All of them go back at the first: leave the others out.
                """)
        migration.makeDown = { Steps(operations { RestoreRows() }) }
        migration.makeUp = { Steps(operations { Execute("SELECT 1") }) }
        #expect(
            try error(migration).description == """
                002: down of count restores rows, and up has no batch
                  Only what batches change is kept row by row: leave it out.
                """)
        migration.makeDown = { Steps(operations {}) }
        migration.makeUp = {
            Steps(
                operations {
                    Update("t", set: "n = 1")
                    RestoreRows()
                })
        }
        let up = try error(migration)
        #expect(up.code == .invalidStep)
        #expect(
            up.description == """
                002: up of count restores rows
                  RestoreRows() (-- migrate:restore) puts back what the batches of up changed: put it \
                into down.
                """)
    }
}
