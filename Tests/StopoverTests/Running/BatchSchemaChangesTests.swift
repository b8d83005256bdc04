import GRDB
import Testing

@testable import Stopover

/// Others change the schema while a batch is half done.
struct BatchSchemaChangesTests: BatchRunFixture {
    @Test(arguments: [
        "VACUUM", "ALTER TABLE t ADD COLUMN late TEXT", "CREATE INDEX late ON t (n)",
        "CREATE TABLE late (x)", "CREATE UNIQUE INDEX late ON t (id, n)", "ANALYZE", "REINDEX",
    ])
    func aChangedSchemaIsPlannedAgainAndTheBatchGoesOn(_ sql: String) throws {
        let database = try TestDatabase(Self.numbers(6))
        let other = try other(database)
        let (report, _) = try run(database, counting) { count in
            if count == 1 { try other.writeWithoutTransaction { try $0.execute(sql: sql) } }
        }
        #expect(report.outcome == .done)
        #expect(try database.rows("SELECT DISTINCT n FROM t") == ["1"])
    }

    @Test func aTableThatATemporaryOneHidesIsNotChangedInItsPlace() throws {
        let database = try TestDatabase(Self.numbers(6))
        let hiding = TestMigration("1") {
            Execute("CREATE TEMP TABLE t (id INTEGER PRIMARY KEY, n INTEGER)")
        }
        let batch = TestMigration("2") { Update("t", set: "n = 7") }
        let migrator = try database.migrator([hiding, batch])
        for _ in 1...2 {
            #expect(
                message { try migrator.runAndWait() } == """
                    2: step 1: The connection has a temporary table t, which hides the one of the database
                      Drop it, or run through a connection of its own: Migrator(path:) or the command.
                    """)
        }
        try database.execute("DROP TABLE temp.t")
        #expect(try migrator.runAndWait().finished == [2])
        #expect(try database.rows("SELECT DISTINCT n FROM main.t") == ["7"])
    }

    @Test func anotherUniqueIndexDoesNotChangeTheKey() throws {
        let database = try TestDatabase(
            """
            CREATE TABLE t (a TEXT NOT NULL UNIQUE, b TEXT NOT NULL, n INTEGER NOT NULL);
            INSERT INTO t VALUES ('1', 'z', 0), ('2', 'y', 0), ('3', 'x', 0), ('4', 'w', 0)
            """)
        let other = try other(database)
        try run(database, counting) { count in
            if count == 1 {
                try other.write { try $0.execute(sql: "CREATE UNIQUE INDEX late ON t (b)") }
            }
        }
        #expect(try database.rows("SELECT DISTINCT n FROM t") == ["1"])
    }

    @Test(arguments: ["VACUUM", "CREATE TABLE late (x)"])
    func aBareRowIDIsRefusedAfterAChangeOfTheSchema(_ sql: String) throws {
        let database = try TestDatabase(
            "CREATE TABLE t (n INTEGER); INSERT INTO t VALUES (0), (0), (0), (0)")
        let other = try other(database)
        let text = """
            1: step 1: The schema changed while the batch on t was half done: it pages by rowid, \
            which VACUUM renumbers
              Take the migration back with `rollback`; a primary key in the table spares this.
            """
        #expect(
            message {
                try run(database, counting) { count in
                    if count == 1 { try other.writeWithoutTransaction { try $0.execute(sql: sql) } }
                }
            } == text)
        #expect(try database.rows("SELECT n FROM t") == ["1", "1", "0", "0"])
        // So it stays: where the rows are now is not known.
        #expect(message { try run(database, counting) } == text)
    }

    @Test func aBareRowIDIsRefusedAtTheResumeToo() throws {
        let database = try TestDatabase(
            "CREATE TABLE t (n INTEGER); INSERT INTO t VALUES (0), (0), (0), (0)")
        let stop = StopSignal()
        try database.migrator([counting]).runAndWait(stop: stop) {
            if case .chunk = $0 { stop.request() }
        }
        try database.execute("DELETE FROM t WHERE rowid = 1; VACUUM")
        let text = message { try run(database, counting) }
        #expect(text.hasPrefix("1: step 1: The schema changed while the batch on t was half done"))
        #expect(try database.rows("SELECT n FROM t") == ["1", "0", "0"])
    }
}
