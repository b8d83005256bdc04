import Testing

@testable import Stopover

@Suite("The history through a database")
struct HistoryTests {
    @Test("a changed migration is refused, and so is one whose revision was raised")
    func changed() throws {
        let database = try TestDatabase()
        let before = TestMigration(1, name: "one") { Execute { _ in } }
        _ = try database.migrator([before]).run()
        let after = TestMigration(1, name: "one", revision: 2) { Execute { _ in } }
        #expect(try database.migrator([after]).status().lines == ["001 changed irreversible"])
        #expect(
            message { _ = try database.migrator([after, .table(2)]).run() }
                == """
                001: one was changed after it was applied
                  Bring its text back and write a new migration, or roll it back first.
                """)
    }

    @Test("a comment, white space and another name change nothing")
    func unchanged() throws {
        let database = try TestDatabase()
        let before = TestMigration(1, name: "one") { Execute("CREATE TABLE a (v)") }
        _ = try database.migrator([before]).run()
        let after = TestMigration(1, name: "other") { Execute("CREATE TABLE a\r\n(v) -- why\n;") }
        #expect(try database.migrator([after]).status().isUpToDate)
        #expect(try database.migrator([after]).run().finished == [])
    }

    @Test("a missing migration is refused, and a newer database unless it is allowed")
    func missingAndNewer() throws {
        let database = try TestDatabase()
        _ = try database.migrator([.table(1), .table(2), .table(3)]).run()
        #expect(code { _ = try database.migrator([.table(1), .table(3)]).run() } == .missing)
        #expect(code { _ = try database.migrator([.table(1), .table(2)]).run() } == .newerDatabase)
        let older = try database.migrator([.table(1), .table(2)], allowNewer: true)
        #expect(try older.run().finished == [])
        #expect(try older.status().lines == ["001 applied", "002 applied", "003 applied"])
        // Its down steps are in the history.
        #expect(try older.rollback().finished == [3])
        #expect(try database.migrator([.table(1), .table(2)]).status().isUpToDate)
    }

    @Test("one out of order is refused; one whose row was deleted by hand is applied again")
    func outOfOrder() throws {
        let database = try TestDatabase()
        let all = [TestMigration.table(1), .table(2), .table(3)]
        _ = try database.migrator([all[0], all[2]]).run()
        #expect(code { _ = try database.migrator(all).run() } == .outOfOrder)
        #expect(
            try database.migrator(all).status().lines == [
                "001 applied", "002 pending gap", "003 applied",
            ])
        try database.execute("DELETE FROM _migrations WHERE version = '001'; DROP TABLE t001")
        #expect(try database.migrator([all[0], all[2]]).run().finished == [1])
        #expect(
            try database.log() == [
                "applied|001|make_t001", "applied|003|make_t003", "applied|001|make_t001",
            ])
    }

    @Test("is read by hand as the README says, and holds what was applied")
    func columns() throws {
        let database = try TestDatabase()
        _ = try database.migrator([.table(1)]).run()
        #expect(
            try database.lines(
                "SELECT version, name, rows, length(checksum), down FROM _migrations")
                == ["001|make_t001|NULL|64|-- migrate:down\nDROP TABLE t001\n"])
        #expect(
            try database.count(
                "SELECT count(*) FROM _migrations WHERE applied_at LIKE '____-__-__ __:__:__'")
                == 1)
        #expect(
            try database.count(
                "SELECT count(*) FROM _migrations JOIN _migration_log USING (run_id, version)") == 1
        )
    }

    @Test("the other tables' names come from the history's")
    func names() {
        #expect(
            HistoryTables().all == [
                "_migrations", "_migration_log", "_migration_checkpoints",
                "_migration_checkpoint_keys", "_migration_quarantine", "_migration_conflicts",
            ])
        #expect(HistoryTables(history: "applied").log == "applied_log")
        #expect(HistoryTables().contains("_MIGRATIONS"))
        #expect(!HistoryTables().contains("migrations"))
    }
}
