import GRDB
import Testing

@testable import Stopover

/// The locks that a batch waits for and holds.
struct BatchLocksTests: BatchRunFixture {
    @Test func aLockedDatabaseIsTriedAgain() throws {
        let database = try TestDatabase(Self.numbers(6))
        var unsafe = Configuration()
        unsafe.allowsUnsafeTransactions = true
        let other = try DatabaseQueue(path: database.path, configuration: unsafe)
        let refusals = Recorder<Int>()
        var configuration = Configuration()
        // The first refusal ends the other's transaction; the statement fails nevertheless.
        configuration.busyMode = .callback { tries in
            refusals.append(tries)
            try? other.writeWithoutTransaction { try $0.execute(sql: "COMMIT") }
            return false
        }
        let queue = try DatabaseQueue(path: database.path, configuration: configuration)
        let chunks = Recorder<Int>()
        let report = try Migrator(queue, migrations: [counting]).runAndWait { event in
            guard case .chunk(_, let progress) = event else { return }
            chunks.append(progress.chunkRows)
            guard chunks.all.count == 1 else { return }
            try? other.writeWithoutTransaction {
                try $0.execute(sql: "BEGIN IMMEDIATE; UPDATE t SET done = 7")
            }
        }
        #expect(refusals.all == [0])
        #expect(report.rows == 6)
        #expect(try database.rows("SELECT DISTINCT n, done FROM t") == ["1|7"])
    }

    @Test func theTableIsCountedAndSearchedWithoutTheWriteLock() throws {
        let database = try TestDatabase(Self.numbers(4))
        // Each call notes whether another connection could have written at that moment.
        let other = try DatabaseQueue(path: database.path)
        let free = Recorder<Bool>()
        let probe = DatabaseFunction("probe", argumentCount: 1) { values in
            let isFree =
                (try? other.writeWithoutTransaction { db in
                    try db.execute(sql: "BEGIN IMMEDIATE; ROLLBACK")
                }) != nil
            free.append(isFree)
            return values[0]
        }
        var configuration = Configuration()
        configuration.prepareDatabase { $0.add(function: probe) }
        let pool = try DatabasePool(path: database.path, configuration: configuration)
        try Migrator(
            pool,
            migrations: [
                TestMigration("1") {
                    Update("t", set: "done = 1", where: "probe(done) IS NULL").chunk(rows: 2)
                }
            ]
        ).runAndWait()
        #expect(free.all.contains(false), "a chunk holds the lock")
        #expect(free.all.suffix(4) == [true, true, true, true], "the search at the end does not")
    }
}
