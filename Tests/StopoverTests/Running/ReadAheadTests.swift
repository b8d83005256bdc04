import Foundation
import GRDB
import Synchronization
import Testing

@testable import Stopover

/// Chunks are read while the one before is written, and are exact nevertheless.
struct ReadAheadTests: BatchRunFixture {
    /// Adds 1, and notes each value that was read and the thread that read it.
    private func noting(
        _ values: Recorder<Int>, _ threads: Recorder<String>, rows: Int = 2
    ) -> TestMigration {
        TestMigration("1") {
            Transform("t", reading: .integer("n"), writing: .integer("done")) { n in
                values.append(n ?? -1)
                threads.append("\(pthread_self())")
                return (n ?? 0) + 1
            }
            .chunk(rows: rows)
        }
    }

    @Test func chunksAreReadOnAnotherThreadAndOnce() throws {
        let database = try TestDatabase(Self.numbers(10, extra: "UPDATE t SET n = id"))
        let (values, threads) = (Recorder<Int>(), Recorder<String>())
        let (report, _) = try run(database, noting(values, threads))
        #expect(report.rows == 10)
        #expect(values.all == Array(1...10))
        #expect(!Set(threads.all).isSubset(of: ["\(pthread_self())"]))
        #expect(try database.rows("SELECT done FROM t") == (2...11).map(String.init))
    }

    @Test func withoutALogOneThreadDoesIt() throws {
        let database = try TestDatabase(
            journalMode: "delete", Self.numbers(10, extra: "UPDATE t SET n = id"))
        let (values, threads) = (Recorder<Int>(), Recorder<String>())
        try run(database, noting(values, threads))
        #expect(values.all == Array(1...10))
        #expect(Set(threads.all) == ["\(pthread_self())"])
    }

    /// Each chunk was read already when its rows are changed.
    @Test(arguments: [true, false])
    func whatIsWrittenMeanwhileIsReadAgain(_ byTheSameConnection: Bool) throws {
        let database = try TestDatabase(Self.numbers(12))
        let other = byTheSameConnection ? database.queue : try other(database)
        let (values, threads) = (Recorder<Int>(), Recorder<String>())
        try run(database, noting(values, threads)) { count in
            // The chunk behind is being read: let it be through.
            Thread.sleep(forTimeInterval: 0.02)
            try other.write {
                try $0.execute(
                    sql: "UPDATE t SET n = ? WHERE id > ?", arguments: [count * 100, count * 2])
            }
        }
        #expect(
            try database.rows("SELECT n, done FROM t")
                == ["0|1", "0|1"]
                + (1...5).flatMap { Array(repeating: "\($0 * 100)|\($0 * 100 + 1)", count: 2) })
        // Rows that were read for nothing are among them.
        #expect(values.all.count > 12)
    }

    @Test func rowsDeletedAndInsertedMeanwhileAreSeen() throws {
        let database = try TestDatabase(Self.numbers(12))
        let other = try other(database)
        let (values, threads) = (Recorder<Int>(), Recorder<String>())
        try run(database, noting(values, threads, rows: 3)) { count in
            Thread.sleep(forTimeInterval: 0.02)
            guard count == 2 else { return }
            try other.write {
                try $0.execute(sql: "DELETE FROM t WHERE id IN (7, 9)")
                try $0.execute(sql: "UPDATE t SET id = 110 - 100 WHERE id = 10")
                try $0.execute(sql: "UPDATE t SET id = 9, n = 5 WHERE id = 11")
            }
        }
        #expect(
            try database.rows("SELECT id, done FROM t")
                == (1...6).map { "\($0)|1" } + ["8|1", "9|6", "10|1", "12|1"])
    }

    /// A `where` that asks for other rows of the table is not answered ahead.
    @Test func rowsThatDependOnEarlierChunksSeeThem() throws {
        let database = try TestDatabase(Self.numbers(12, extra: "UPDATE t SET n = id % 4"))
        let migration = TestMigration("1") {
            Transform(
                "t", where: "NOT EXISTS (SELECT 1 FROM t AS o WHERE o.n = t.n AND o.done = 1)",
                reading: .integer("n"), writing: .integer("done")
            ) { _ in 1 }
            .chunk(rows: 1)
        }
        try run(database, migration) { _ in Thread.sleep(forTimeInterval: 0.005) }
        #expect(
            try database.rows("SELECT id FROM t WHERE done = 1") == ["1", "2", "3", "4"])
    }

    @Test func aClosureThatThrowsAheadFailsAtItsChunk() throws {
        struct Refused: Error {}
        let database = try TestDatabase(Self.numbers(10, extra: "UPDATE t SET n = id"))
        let migration = TestMigration("1") {
            Transform("t", reading: .integer("n"), writing: .integer("done")) { n in
                if n == 7 { throw Refused() }
                return 1
            }
            .chunk(rows: 2)
        }
        let text = message { _ = try database.migrator([migration]).runAndWait() }
        #expect(text.contains("7"))
        #expect(try database.count("SELECT count(*) FROM t WHERE done = 1") == 6)
    }

    @Test func whatTheRunSetOnTheConnectionIsPutBack() throws {
        let database = try TestDatabase(Self.numbers(10))
        try database.execute("PRAGMA wal_autocheckpoint = 123; PRAGMA temp_store = 1")
        try run(database, noting(Recorder(), Recorder()))
        #expect(try database.rows("PRAGMA wal_autocheckpoint") == ["123"])
        #expect(try database.rows("PRAGMA temp_store") == ["1"])
        #expect(
            message { _ = try database.rows("SELECT \(RowFeed.valueFunction)(0, 1)") }
                .contains("no such function"))
        #expect(FileSystem.size(database.path + "-wal") == 0)
    }

    @Test func temporaryTablesOfTheAppStay() throws {
        let database = try TestDatabase(Self.numbers(10))
        try database.execute("CREATE TEMP TABLE mine (x); INSERT INTO mine VALUES (5)")
        try run(database, noting(Recorder(), Recorder()))
        #expect(try database.rows("SELECT x FROM mine") == ["5"])
    }

    @Test func thoseMadeMeanwhileStayToo() throws {
        let database = try TestDatabase(Self.numbers(10))
        let migration = TestMigration("1") { Update("t", set: "done = 1").chunk(rows: 5) }
        try database.migrator([migration]).runAndWait { event in
            guard case .chunk(_, let batch) = event, batch.rowsDone == 5 else { return }
            try? database.execute("CREATE TEMP TABLE mine (x); INSERT INTO mine VALUES (5)")
        }
        #expect(try database.rows("SELECT x FROM mine") == ["5"])
    }
}
