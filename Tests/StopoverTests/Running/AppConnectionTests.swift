import Foundation
import GRDB
import Stopover
import Testing

/// The app's own GRDB connection while a batch runs on it.
struct AppConnectionTests {
    private static let rows = """
        CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER NOT NULL DEFAULT 0, app INTEGER DEFAULT 0);
        CREATE TABLE log (x);
        CREATE TRIGGER tr AFTER UPDATE OF n ON t BEGIN INSERT INTO log VALUES (new.id); END;
        INSERT INTO t (id) WITH RECURSIVE i (x) AS (VALUES (1) UNION ALL SELECT x + 1 FROM i
        WHERE x < 40) SELECT x FROM i
        """

    private static let kinds: [(String, TestMigration)] = [
        ("Update", TestMigration("1") { Update("t", set: "n = n + 1").chunk(rows: 10) }),
        (
            "Batch",
            TestMigration("1") {
                Batch("t", "UPDATE t SET n = n + 1 WHERE :chunk").chunk(rows: 10)
            }
        ),
        (
            "Transform",
            TestMigration("1") {
                Transform("t", reading: .integer("n"), writing: .integer("n")) { ($0 ?? 0) + 1 }
                    .chunk(rows: 10)
            }
        ),
        (
            "ForEachRow",
            TestMigration("1") {
                ForEachRow("t", reading: .integer("id")) { db, id in
                    try db.execute(sql: "UPDATE t SET n = n + 1 WHERE id = ?", arguments: [id])
                }.chunk(rows: 10)
            }
        ),
    ]

    @Test(arguments: kinds.map(\.0))
    func observersOfAPoolAreToldOfEveryChunk(_ kind: String) throws {
        let database = try TestDatabase(Self.rows)
        let pool = try DatabasePool(path: database.path)
        let observers = [CommitCounter(table: "t"), CommitCounter(table: "log")]
        for observer in observers {
            pool.add(transactionObserver: observer, extent: .databaseLifetime)
        }
        let migration = try #require(Self.kinds.first { $0.0 == kind }?.1)
        try Migrator(pool, migrations: [migration], settings: .unhurried).runAndWait()
        #expect(observers.map(\.changedCommits.all.count) == [4, 4])
        #expect(try database.count("SELECT count(*) FROM log") == 40)
    }

    @Test func observersAreToldOfWhatIsTakenBack() throws {
        let database = try TestDatabase(
            "CREATE TABLE t (id INTEGER PRIMARY KEY, n); INSERT INTO t VALUES (1, 0), (2, 0)")
        let pool = try DatabasePool(path: database.path)
        let migrator = try Migrator(pool, migrations: [Self.kinds[0].1])
        try migrator.runAndWait()
        let observer = CommitCounter(table: "t")
        pool.add(transactionObserver: observer, extent: .databaseLifetime)
        #expect(try migrator.rollback().rows > 0)
        #expect(!observer.changedCommits.all.isEmpty)
    }

    @Test func aTableWhoseNameHoldsAQuoteIsObservedToo() throws {
        let database = try TestDatabase(
            "CREATE TABLE \"a\"\"b\" (id INTEGER PRIMARY KEY, n); INSERT INTO \"a\"\"b\" VALUES (1, 0)"
        )
        let pool = try DatabasePool(path: database.path)
        let observer = CommitCounter(table: "a\"b")
        pool.add(transactionObserver: observer, extent: .databaseLifetime)
        try Migrator(pool, migrations: [TestMigration("1") { Update("a\"b", set: "n = 1") }])
            .runAndWait()
        #expect(observer.changedCommits.all.count == 1)
    }

    @Test func aValueObservationSeesTheEnd() async throws {
        let database = try TestDatabase(Self.rows)
        let pool = try DatabasePool(path: database.path)
        let observation = ValueObservation.tracking { db in
            try Int.fetchOne(db, sql: "SELECT sum(n) FROM t") ?? 0
        }
        let migrator = try Migrator(
            pool,
            migrations: [TestMigration("1") { Update("t", set: "n = n + 1").chunk(rows: 10) }])
        var isRunning = false
        for try await sum in observation.values(in: pool) {
            if !isRunning {
                isRunning = true
                try await migrator.run()
            }
            if sum == 40 { return }
        }
    }

    @Test func anAppThatKeepsWritingThroughItsPoolLosesNothing() async throws {
        let database = try TestDatabase(Self.rows)
        let pool = try DatabasePool(path: database.path)
        let migrator = try Migrator(
            pool, migrations: [TestMigration("1") { Update("t", set: "n = n + 1").chunk(rows: 1) }])
        let stop = StopSignal()
        async let writes: Int = {
            var count = 0
            while !stop.isRequested {
                let id = count % 40 + 1
                try await pool.write {
                    try $0.execute(sql: "UPDATE t SET app = app + 1 WHERE id = ?", arguments: [id])
                }
                count += 1
            }
            return count
        }()
        let report = try await migrator.run()
        stop.request()
        let written = try await writes
        #expect(report.rows == 40)
        #expect(try database.rows("SELECT DISTINCT n FROM t") == ["1"])
        #expect(try database.count("SELECT sum(app) FROM t") == written)
    }

    @Test(arguments: [true, false])
    func theConnectionsSettingsAreAsBefore(_ foreignKeys: Bool) throws {
        let database = try TestDatabase(Self.rows)
        var configuration = Configuration()
        configuration.foreignKeysEnabled = foreignKeys
        configuration.prepareDatabase {
            try $0.execute(sql: "PRAGMA synchronous = NORMAL; PRAGMA cache_size = 123")
        }
        let queue = try DatabaseQueue(path: database.path, configuration: configuration)
        let names = [
            "foreign_keys", "synchronous", "cache_size", "journal_mode", "wal_autocheckpoint",
            "defer_foreign_keys", "recursive_triggers", "query_only", "locking_mode", "temp_store",
            "ignore_check_constraints", "legacy_alter_table", "busy_timeout",
        ]
        func settings() throws -> [DatabaseValue] {
            try queue.writeWithoutTransaction { db in
                try names.map { try DatabaseValue.fetchOne(db, sql: "PRAGMA \($0)") ?? .null }
            }
        }
        let before = try settings()
        try Migrator(
            queue,
            migrations: [
                TestMigration("1") {
                    Execute("CREATE TABLE u (x)")
                    Update("t", set: "n = n + 1").chunk(rows: 10)
                    Execute("DROP TABLE u")
                }
            ]
        ).runAndWait()
        #expect(try settings() == before)
        #expect(try queue.read { try TableNames.temporary($0) } == [])
    }
}

private enum TableNames {
    static func temporary(_ db: Database) throws -> [String] {
        try String.fetchAll(db, sql: "SELECT name FROM sqlite_temp_master")
    }
}

/// Counts the commits that changed a table.
private final class CommitCounter: TransactionObserver, Sendable {
    let changedCommits = Recorder<Bool>()
    private let changes = Recorder<Bool>()
    private let counted = Recorder<Int>()
    private let table: String

    init(table: String) {
        self.table = table
    }

    func observes(eventsOfKind eventKind: DatabaseEventKind) -> Bool {
        eventKind.tableName == table
    }

    /// What was changed without GRDB's looking on.
    func databaseDidChange() { changes.append(true) }
    func databaseDidChange(with event: DatabaseEvent) { changes.append(true) }
    func databaseDidRollback(_ db: Database) {}

    func databaseDidCommit(_ db: Database) {
        let count = changes.all.count
        if count > counted.all.last ?? 0 {
            counted.append(count)
            changedCommits.append(true)
        }
    }
}

extension DatabaseEventKind {
    fileprivate var tableName: String {
        switch self {
        case .insert(let table), .delete(let table), .update(let table, _): table
        }
    }
}
