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

    private var doubling: TestMigration {
        TestMigration("1") {
            Transform("t", reading: .integer("n"), writing: .integer("twice")) { ($0 ?? 0) * 2 }
                .chunk(rows: 50)
        }
    }

    /// A row right before the batch, or anywhere.
    private static let write = """
        UPDATE t SET n = n + 1 WHERE twice IS NULL AND id IN (
            SELECT id FROM t WHERE twice IS NULL AND id > 0 ORDER BY id LIMIT 1 OFFSET abs(random()) % 120)
        """

    private func check(_ database: TestDatabase, _ name: String) throws {
        let written = try database.count("SELECT sum(n) FROM t")
        print("\(name): \(written) foreign writes into \(Self.rows) rows")
        #expect(written > 0)
        #expect(try database.count("SELECT count(*) FROM t WHERE twice IS NOT n * 2") == 0)
    }

    @Test func throughTheSamePool() throws {
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
        try Migrator(pool, migrations: [doubling], settings: .unhurried).runAndWait()
        isDone.withLock { $0 = true }
        try check(database, "through the same pool")
    }

    @Test func inAnotherProcess() throws {
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
        try database.migrator([doubling]).runAndWait()
        isDone.withLock { $0 = true }
        shell.waitUntilExit()
        try check(database, "in another process")
    }
}
