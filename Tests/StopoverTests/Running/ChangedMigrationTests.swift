import Testing

@testable import Stopover

@Suite("Migrations that changed after they failed or stopped")
struct ChangedMigrationTests {
    @Test("a failed migration that committed nothing may be edited and run again")
    func edited() throws {
        let database = try TestDatabase("CREATE TABLE a (v); INSERT INTO a VALUES (NULL)")
        let wrong = TestMigration(1, name: "one") {
            Execute("CREATE TABLE b (v NOT NULL)")
            Execute("INSERT INTO b SELECT v FROM a")
        }
        #expect(code { _ = try database.migrator([wrong]).run() } == .stepFailed)
        let right = TestMigration(1, name: "renamed") { Execute("CREATE TABLE b (v)") }
        #expect(try database.migrator([right]).run().finished == [1])
        #expect(try database.lines("SELECT name FROM _migrations") == ["renamed"])
    }

    @Test("a half-done migration that changed goes on with the new code where it is accepted")
    func acceptChanged() throws {
        let database = try TestDatabase(
            "CREATE TABLE a (id INTEGER PRIMARY KEY, v); INSERT INTO a VALUES (1, 1), (2, 2), (3, 3)"
        )
        let stop = StopSignal()
        let before = TestMigration(1) {
            Execute("CREATE TABLE b (v)")
            Update("a", set: "v = v + 1").chunk(rows: 1)
        }
        _ = try database.migrator([before]).runAndWait(stop: stop) {
            if case .chunk = $0 { stop.request() }
        }
        #expect(try database.lines("SELECT v FROM a") == ["2", "2", "3"])
        // The batch stands at another step now: the position of the old one is not taken for its own.
        let after = TestMigration(1) {
            Execute("CREATE TABLE b (v)")
            Execute("CREATE TABLE c (v)")
            Update("a", set: "v = v * 10")
        }
        #expect(code { _ = try database.migrator([after]).run() } == .halfDone)
        var settings = RunSettings()
        settings.acceptChanged = [1]
        let migrator = try Migrator(database.queue, migrations: [after], settings: settings)
        #expect(try migrator.run().finished == [1])
        #expect(try database.lines("SELECT v FROM a") == ["20", "20", "30"])
    }

    @Test("changed code that was accepted is not asked about again when it is stopped once more")
    func acceptChangedOnce() throws {
        let database = try TestDatabase(
            "CREATE TABLE a (id INTEGER PRIMARY KEY, v); INSERT INTO a VALUES (1, 1), (2, 2), (3, 3)"
        )
        func stopAfterOneChunk(_ migration: TestMigration, _ settings: RunSettings) throws {
            let stop = StopSignal()
            let migrator = try Migrator(
                database.queue, migrations: [migration], settings: settings)
            _ = try migrator.runAndWait(stop: stop) { if case .chunk = $0 { stop.request() } }
        }
        try stopAfterOneChunk(
            TestMigration(1) { Update("a", set: "v = v + 1").chunk(rows: 1) }, RunSettings())
        let after = TestMigration(1) { Update("a", set: "v = v * 10").chunk(rows: 1) }
        var settings = RunSettings()
        settings.acceptChanged = [1]
        try stopAfterOneChunk(after, settings)
        #expect(try database.migrator([after]).run().finished == [1])
        #expect(try database.lines("SELECT v FROM a") == ["2", "20", "30"])
    }
}
