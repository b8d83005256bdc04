import Testing

@testable import Stopover

/// What is known of putting rows back before anything is changed.
struct RestoreForecastTests {
    private static let schema = """
        CREATE TABLE a (id INTEGER PRIMARY KEY, v TEXT);
        CREATE TABLE b (id INTEGER PRIMARY KEY, v TEXT);
        INSERT INTO a VALUES (1, 'A'), (2, 'B'), (3, 'C');
        INSERT INTO b SELECT * FROM a;
        """

    private static let lower = TestMigration(1, name: "lower") { Update("a", set: "v = lower(v)") }

    private func applied(_ migrations: [TestMigration]) throws -> (TestDatabase, Migrator) {
        let database = try TestDatabase(Self.schema)
        let migrator = try database.migrator(migrations)
        _ = try migrator.run()
        return (database, migrator)
    }

    private func steps(_ plan: Plan) -> [String] {
        plan.migrations.flatMap(\.steps).map {
            let rows = $0.rows.map(String.init) ?? "-"
            let conflicts = $0.conflicts.map(String.init) ?? "-"
            return "\($0.description) \(rows) \(conflicts)"
        }
    }

    private static let unforeseen =
        "Steps before it change the tables that 001 puts rows back into: its conflicts show when it "
        + "is taken back."

    // MARK: Counted

    @Test func `rows and conflicts are counted where the tables are as they will be`() throws {
        let other = TestMigration(2, name: "other") { Update("b", set: "v = lower(v)") }
        let (database, migrator) = try applied([Self.lower, other])
        try database.execute("UPDATE a SET v = 'x' WHERE id = 2")
        let plan = try migrator.rollbackPlan(.last(2))
        #expect(steps(plan) == ["RestoreRows 3 0", "RestoreRows 2 1"])
        #expect(plan.notes == [])
        #expect(try database.count("SELECT count(*) FROM a WHERE v = 'b'") == 0)
    }

    @Test func `of rows that a later migration changes too the conflicts are not guessed`() throws {
        let again = TestMigration(2, name: "again") { Update("a", set: "v = v || '!'") }
        let (database, migrator) = try applied([Self.lower, again])
        let plan = try migrator.rollbackPlan(.last(2))
        #expect(steps(plan) == ["RestoreRows 3 0", "RestoreRows 3 -"])
        #expect(plan.notes == [Self.unforeseen])
        #expect(try migrator.rollback(.last(2)).conflictCount == 0)
        #expect(try database.count("SELECT count(*) FROM a WHERE v IN ('A', 'B', 'C')") == 3)
    }

    @Test func `nor of a table whose shape the steps before bring back`() throws {
        let rename = TestMigration(2, name: "rename") {
            Execute("ALTER TABLE a RENAME COLUMN v TO w")
        } down: {
            Execute("ALTER TABLE a RENAME COLUMN w TO v")
        }
        let (database, migrator) = try applied([Self.lower, rename])
        let plan = try migrator.rollbackPlan(.last(2))
        #expect(
            steps(plan) == ["Execute: ALTER TABLE a RENAME COLUMN w TO v - -", "RestoreRows 3 -"])
        #expect(plan.notes.contains(Self.unforeseen))
        #expect(try migrator.rollback(.last(2)).finished == [2, 1])
        #expect(try database.count("SELECT count(*) FROM a WHERE v IN ('A', 'B', 'C')") == 3)
    }

    // MARK: Refused

    @Test func `rows whose column is gone are refused before anything is changed`() throws {
        let (database, migrator) = try applied([Self.lower])
        try database.execute("ALTER TABLE a RENAME COLUMN v TO w")
        let text = """
            001: a was altered since its rows were recorded: it has no column v
              Bring the table back to the shape it had then, such as by rolling back the migration that \
            altered it, or restore the database snapshot.
            """
        #expect(message { _ = try migrator.rollbackPlan() } == text)
        let error = try migrationError { try migrator.rollback() }
        #expect(error.description == text)
        #expect(error.outcome == .refused)
        #expect(try migrator.status().migrations.map(\.state) == [.applied])
        try database.execute("ALTER TABLE a RENAME COLUMN w TO v")
        try migrator.rollback()
        #expect(try database.count("SELECT count(*) FROM a WHERE v IN ('A', 'B', 'C')") == 3)
    }

    @Test func `a down step that alters the table before its rows go back is refused as well`()
        throws
    {
        let migration = TestMigration(1, name: "split") {
            AddColumn("a", "w")
            Update("a", set: "w = v, v = lower(v)")
        } down: {
            Execute("ALTER TABLE a DROP COLUMN w")
            RestoreRows()
        }
        let (database, migrator) = try applied([migration])
        let text = """
            001: step 2: a was altered since its rows were recorded: it has no column w
              Put RestoreRows() (-- migrate:restore) before the steps that alter the table, or bring the \
            table back to the shape it had then.
            """
        #expect(message { _ = try migrator.rollbackPlan() } == text)
        #expect(message { try migrator.rollback() } == text)
        #expect(try migrator.status().migrations.map(\.state) == [.applied])
        #expect(try database.count("SELECT count(*) FROM a WHERE w IS NOT NULL") == 3)
    }

    @Test func `a key that is no key any more is refused`() throws {
        let (database, migrator) = try applied([
            TestMigration(1, name: "lower") {
                Execute("CREATE TABLE c (k TEXT NOT NULL, v); INSERT INTO c VALUES ('x', 'A')")
                Execute("CREATE UNIQUE INDEX i ON c (k)")
            },
            TestMigration(2, name: "batch") { Update("c", set: "v = lower(v)") },
        ])
        try database.execute("DROP INDEX i")
        #expect(
            message { try migrator.rollback() }.hasPrefix(
                "002: c was altered since its rows were recorded: (k) is no key of it\n"))
    }
}
