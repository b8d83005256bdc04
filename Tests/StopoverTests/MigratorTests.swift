import Foundation
import GRDB
import Testing

@testable import Stopover

@Suite("Migrator")
struct MigratorTests {
    private static let rows = """
        CREATE TABLE a (id INTEGER PRIMARY KEY, v);
        WITH n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 20) INSERT INTO a SELECT i, 0 FROM n;
        """

    private var counting: TestMigration {
        TestMigration(1, name: "counting") { Update("a", set: "v = v + 1").chunk(rows: 3) }
    }

    @Test("works in memory, without a lock and without a file")
    func inMemory() throws {
        let queue = try DatabaseQueue()
        try queue.write { try $0.execute(sql: Self.rows) }
        let migrator = try Migrator(queue, migrations: [counting, TestMigration.table(2)])
        #expect(try migrator.plan().disks.isEmpty)
        #expect(try migrator.run().finished == [1, 2])
        #expect(try migrator.status().isUpToDate)
        #expect(try migrator.info().path == ":memory:")
        #expect(try migrator.rollback().finished == [2])
        #expect(try queue.read { try Int.fetchOne($0, sql: "SELECT sum(v) FROM a") } == 20)
    }

    @Test("works through an app's pool, whose observations see the changes")
    func pool() async throws {
        let database = try TestDatabase(Self.rows)
        let pool = try DatabasePool(path: database.path)
        let migrator = try Migrator(pool, migrations: [counting, TestMigration.table(2)])
        let seen = Shared(0)
        let observation = DatabaseRegionObservation(tracking: Table("a"))
        let cancellable = observation.start(in: pool) { _ in
        } onChange: { _ in
            seen.update { $0 += 1 }
        }
        #expect(try await migrator.run().finished == [1, 2])
        cancellable.cancel()
        #expect(seen.value == 7)
        #expect(try migrator.status().isUpToDate)
        #expect(try migrator.rollback().finished == [2])
        #expect(try await pool.read { try Int.fetchOne($0, sql: "SELECT sum(v) FROM a") } == 20)
    }

    @Test("run twice in a row changes nothing the second time")
    func twice() throws {
        let database = try TestDatabase(Self.rows)
        let migrator = try database.migrator([counting, .table(2)])
        _ = try migrator.run()
        let before = try database.lines("SELECT * FROM _migrations, _migration_log")
        let report = try migrator.run()
        #expect(report.finished == [])
        #expect(report.outcome == .done)
        #expect(report.rows == 0)
        #expect(try database.lines("SELECT * FROM _migrations, _migration_log") == before)
        #expect(try database.lines("SELECT DISTINCT v FROM a") == ["1"])
    }

    @Test("with nothing pending a run is a handful of queries, however many migrations there are")
    func cheap() throws {
        let statements = Shared<[String]>([])
        var configuration = Configuration()
        configuration.prepareDatabase { db in
            db.trace { event in
                // What a table-valued PRAGMA runs inside is told as a comment.
                if case .statement(let statement) = event, !statement.sql.hasPrefix("--") {
                    statements.update { $0.append(statement.sql) }
                }
            }
        }
        let database = try TestDatabase(Self.rows)
        let queue = try DatabaseQueue(path: database.path, configuration: configuration)
        let all = [counting] + (2...30).map { TestMigration.table(MigrationVersion("\($0)")!) }
        let migrator = try Migrator(queue, migrations: all)
        _ = try migrator.run()
        statements.update { $0 = [] }
        _ = try migrator.run()
        #expect(statements.value.count <= 10, "\(statements.value.joined(separator: "\n"))")
        #expect(statements.value.allSatisfy { !$0.hasPrefix("INSERT") && !$0.hasPrefix("CREATE") })
    }

    @Test("a budget that is spent stops the run at the next boundary, and the next run goes on")
    func budget() throws {
        let database = try TestDatabase(Self.rows)
        let migrator = try database.migrator([counting, .table(2)])
        let report = try migrator.runAndWait(for: .zero)
        #expect(report.outcome == .stopped(.timeBudget, at: 1))
        #expect(report.finished == [])
        #expect(try database.count("SELECT sum(v) FROM a") == 0)
        #expect(try migrator.runAndWait(for: .seconds(600)).finished == [1, 2])
    }

    @Test("a stop ends the run at the chunk boundary, and between migrations")
    func stop() throws {
        let database = try TestDatabase(Self.rows)
        let migrator = try database.migrator([counting, .table(2), .table(3)])
        let stop = StopSignal()
        let report = try migrator.runAndWait(stop: stop) {
            if case .chunk = $0 { stop.request() }
        }
        #expect(report.outcome == .stopped(.interrupted, at: 1))
        #expect(report.rows == 3)
        #expect(try database.count("SELECT sum(v) FROM a") == 3)
        let between = StopSignal()
        let second = try migrator.runAndWait(stop: between) {
            if case .migrationFinished(let place, _, _) = $0, place.version == "002" {
                between.request()
            }
        }
        #expect(second.outcome == .stopped(.interrupted, at: 3))
        #expect(second.finished == [1, 2])
        #expect(second.rows == 17)
        #expect(try database.count("SELECT sum(v) FROM a") == 20)
        #expect(try database.count("SELECT count(*) FROM sqlite_master WHERE name = 't003'") == 0)
        #expect(try database.lines("SELECT rows FROM _migrations WHERE version = '001'") == ["20"])
    }

    @Test("cancelling the task stops at the chunk boundary")
    func cancelled() async throws {
        let database = try TestDatabase(Self.rows)
        let migrator = try database.migrator([counting])
        let task = Shared<Task<RunReport, any Error>?>(nil)
        let gate = AsyncStream<Void>.makeStream()
        let started = Task {
            for await _ in gate.stream {}
            return try await migrator.run { if case .chunk = $0 { task.value?.cancel() } }
        }
        task.update { $0 = started }
        gate.continuation.finish()
        #expect(try await started.value.outcome == .stopped(.interrupted, at: 1))
        #expect(try database.count("SELECT sum(v) FROM a") == 3)
    }

    @Test("too little room is refused before anything changes")
    func minimumFree() throws {
        let database = try TestDatabase(Self.rows)
        var settings = RunSettings()
        settings.minimumFreeBytes = .max
        let migrator = try database.migrator([counting], settings: settings)
        let text = message { _ = try migrator.run() }
        let pattern =
            /001: The database's volume has [\d.]+ [KMGT]iB free, and the run is to leave [\d.]+ TiB\n  (.*)/
        #expect(try pattern.wholeMatch(in: text)?.1 == "Make room, or lower --min-free.")
        #expect(try database.tables() == ["\"a\""])
        // With nothing to do there is nothing to refuse.
        _ = try database.migrator([counting]).run()
        #expect(try migrator.run().finished == [])
    }

    @Test("tells its steps in order")
    func events() throws {
        let database = try TestDatabase(Self.rows)
        let migration = TestMigration(1, name: "one") {
            Execute("CREATE TABLE b (v)")
            Update("a", set: "v = 1").chunk(rows: 10)
            Verify("all is one", noRows: "SELECT 1 FROM a WHERE v <> 1")
        }
        let events = Shared<[String]>([])
        _ = try database.migrator([migration], settings: .unhurried).runAndWait { event in
            events.update {
                switch event {
                case .waiting, .waitingForReader: $0.append("waiting")
                case .snapshot(let progress): $0.append(progress.activity.rawValue)
                case .migrationStarted(let place, let resumed):
                    $0.append(
                        "started \(place.version) \(place.name) \(place.stepCount) \(resumed)")
                case .stepStarted(let place): $0.append("\(place.step) \(place.stepDescription)")
                case .chunk(_, let batch): $0.append("\(batch.rowsDone)/\(batch.rowsTotal ?? -1)")
                case .indexesDropped(_, let names): $0.append("dropped \(names)")
                case .index(_, let index): $0.append("built \(index.name)")
                case .migrationFinished(_, let rows, _): $0.append("finished \(rows)")
                }
            }
        }
        #expect(
            events.value == [
                "started 001 one 3 false", "1 Execute: CREATE TABLE b(v)", "2 Update a", "10/20",
                "20/20", "3 Verify: all is one", "finished 20",
            ])
    }

    @Test("another connection's change of the schema between two migrations makes the plan again")
    func schemaMoves() throws {
        let database = try TestDatabase(Self.rows)
        let other = try TestDatabase.open(database.path)
        let second = TestMigration(2, name: "two") { Update("a", set: "v = v * 2") }
        let report = try database.migrator([counting, second]).runAndWait { event in
            guard case .migrationFinished(let place, _, _) = event, place.version == "001" else {
                return
            }
            try? other.write { db in
                try db.execute(
                    sql: """
                        CREATE TABLE log (id INTEGER PRIMARY KEY);
                        CREATE TRIGGER t AFTER UPDATE ON a BEGIN INSERT INTO log VALUES (new.id); END
                        """)
            }
        }
        #expect(report.finished == [1, 2])
        #expect(try database.count("SELECT count(*) FROM log") == 20)
    }
}
