import Foundation
import GRDB
import Synchronization
import Testing

@testable import Stopover

/// The log of a run stays small, and pages get into the database beside the writer.
struct WriteAheadLogTests {
    private static let limit = 16 << 20

    /// Rows of 4 KiB each.
    private func database(rows: Int) throws -> TestDatabase {
        let database = try TestDatabase(
            "CREATE TABLE t (id INTEGER PRIMARY KEY, b BLOB, n INTEGER)")
        try database.execute(
            """
            INSERT INTO t (b) WITH RECURSIVE i (x) AS (VALUES (1) UNION ALL SELECT x + 1 FROM i
            WHERE x < \(rows)) SELECT randomblob(3900) FROM i; PRAGMA wal_checkpoint(TRUNCATE)
            """)
        return database
    }

    private func migrator(_ database: TestDatabase) throws -> Migrator {
        var settings = RunSettings.unhurried
        settings.walLimitInBytes = 1
        let migration = TestMigration("1") { Update("t", set: "n = id") }
        return try Migrator(database.queue, migrations: [migration], settings: settings)
    }

    @Test func itStaysUnderItsLimitAndIsEmptyAtTheEnd() throws {
        let rows = 12_000
        let database = try database(rows: rows)
        let largest = Mutex(0)
        try migrator(database).runAndWait { event in
            guard case .chunk(_, let batch) = event else { return }
            largest.withLock { $0 = max($0, batch.walSizeInBytes) }
        }
        #expect(largest.withLock(\.self) > 0)
        #expect(largest.withLock(\.self) <= Self.limit)
        #expect(FileSystem.size(database.path + "-wal") == 0)
        #expect(try database.count("SELECT count(*) FROM t WHERE n = id") == rows)
    }

    @Test func aReaderThatPinsItIsWaitedForAndTold() throws {
        let database = try database(rows: 12_000)
        let reader = try TestDatabase.open(database.path)
        let largest = Mutex(0)
        let told = Recorder<Int>()
        let isReading = DispatchSemaphore(value: 0)
        let mayEnd = DispatchSemaphore(value: 0)
        let seen = Mutex(-1)
        let thread = Thread {
            try? reader.read { db in
                _ = try Int.fetchOne(db, sql: "SELECT count(*) FROM t")
                isReading.signal()
                mayEnd.wait()
                // As it was when the transaction began, whatever was committed since.
                let count = try Int.fetchOne(db, sql: "SELECT count(n) FROM t")
                seen.withLock { $0 = count ?? -1 }
            }
            isReading.signal()
        }
        thread.start()
        isReading.wait()
        let report = try migrator(database).runAndWait { event in
            switch event {
            case .chunk(_, let batch):
                largest.withLock { $0 = max($0, batch.walSizeInBytes) }
            case .waitingForReader(let size):
                told.append(size)
                mayEnd.signal()
            default: break
            }
        }
        isReading.wait()
        #expect(report.outcome == .done)
        #expect(told.all.count == 1)
        #expect(largest.withLock(\.self) <= Self.limit)
        #expect(seen.withLock(\.self) == 0)
        #expect(try database.count("SELECT count(*) FROM t WHERE n = id") == 12_000)
    }

    @Test func whoWaitsForAReaderCanBeStopped() throws {
        let database = try database(rows: 12_000)
        let reader = try TestDatabase.open(database.path)
        let stop = StopSignal()
        try reader.read { db in
            _ = try Int.fetchOne(db, sql: "SELECT count(*) FROM t")
            let report = try migrator(database).runAndWait(stop: stop) { event in
                if case .waitingForReader = event { stop.request() }
            }
            #expect(report.outcome != .done)
        }
        #expect(try migrator(database).runAndWait().outcome == .done)
        #expect(try database.count("SELECT count(*) FROM t WHERE n = id") == 12_000)
    }

    @Test func aHookOfTheAppStays() throws {
        let database = try database(rows: 10)
        try database.execute("PRAGMA wal_autocheckpoint = 0")
        try migrator(database).runAndWait()
        #expect(try database.rows("PRAGMA wal_autocheckpoint") == ["0"])
    }
}
