import Foundation
import GRDB
import Synchronization
import Testing

@testable import Stopover

/// Another one writes into the table all through a batch that reads ahead.
///
/// It changes only rows that the batch has not been at: whatever it wrote last, the batch must have read.
struct HostileWriterTests {
    private static let rows = 6_000

    private func database() throws -> TestDatabase {
        try TestDatabase(
            """
            CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER NOT NULL DEFAULT 0, twice INTEGER);
            INSERT INTO t (id) WITH RECURSIVE i (x) AS (VALUES (1) UNION ALL SELECT x + 1 FROM i
            WHERE x < \(Self.rows)) SELECT x FROM i
            """)
    }

    /// The values are a closure's, or SQL's, which are read ahead where rows are kept.
    enum Way: CaseIterable {
        case transform, update

        var doubling: TestMigration {
            TestMigration("1") {
                switch self {
                case .transform:
                    Transform("t", reading: .integer("n"), writing: .integer("twice")) {
                        ($0 ?? 0) * 2
                    }
                    .chunk(rows: 50)
                case .update: Update("t", set: "twice = n * 2").chunk(rows: 50)
                }
            }
        }

        var settings: RunSettings {
            var settings = RunSettings.unhurried
            if self == .update { settings.snapshot = .rows }
            return settings
        }
    }

    /// A row right before the batch, or anywhere.
    private static let write = """
        UPDATE t SET n = n + 1 WHERE twice IS NULL AND id IN (
            SELECT id FROM t WHERE twice IS NULL AND id > 0 ORDER BY id LIMIT 1 OFFSET abs(random()) % 120)
        """

    private func check(_ database: TestDatabase, _ way: Way, _ name: String) throws {
        let written = try database.count("SELECT sum(n) FROM t")
        print("\(way) \(name): \(written) foreign writes into \(Self.rows) rows")
        #expect(written > 0)
        #expect(try database.count("SELECT count(*) FROM t WHERE twice IS NOT n * 2") == 0)
        guard way == .update else { return }
        try database.migrator([way.doubling], settings: way.settings).rollback()
        #expect(try database.count("SELECT count(*) FROM t WHERE twice IS NOT NULL") == 0)
        #expect(try database.count("SELECT sum(n) FROM t") == written)
    }

    @Test(arguments: Way.allCases) func throughTheSamePool(_ way: Way) throws {
        let database = try database()
        let pool = try DatabasePool(path: database.path)
        let isDone = Mutex(false)
        let thread = Thread {
            while !isDone.withLock(\.self) {
                try? pool.write { try $0.execute(sql: Self.write) }
                Thread.sleep(forTimeInterval: 0.002)
            }
        }
        thread.start()
        try Migrator(pool, migrations: [way.doubling], settings: way.settings).runAndWait()
        isDone.withLock { $0 = true }
        try check(database, way, "through the same pool")
    }

    @Test(arguments: Way.allCases) func inAnotherProcess(_ way: Way) throws {
        let database = try database()
        let shell = Process()
        shell.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        shell.arguments = ["sqlite3", database.path]
        let input = Pipe()
        shell.standardInput = input
        shell.standardOutput = FileHandle.nullDevice
        shell.standardError = FileHandle.nullDevice
        try shell.run()
        // Closed on it when it is killed, the pipe would end this process.
        signal(SIGPIPE, SIG_IGN)
        input.fileHandleForWriting.write(Data(".timeout 10000\n".utf8))
        let isDone = Mutex(false)
        let handle = input.fileHandleForWriting
        let thread = Thread {
            while !isDone.withLock(\.self) {
                handle.write(Data((Self.write + ";\n").utf8))
                Thread.sleep(forTimeInterval: 0.002)
            }
            try? handle.close()
        }
        thread.start()
        try database.migrator([way.doubling], settings: way.settings).runAndWait()
        isDone.withLock { $0 = true }
        shell.waitUntilExit()
        try check(database, way, "in another process")
    }
}
