import GRDB
import Testing

@testable import Stopover

/// The further passes of a batch, for rows that others write behind it.
struct BatchPassesTests: BatchRunFixture {
    /// Does what is not done, two rows a chunk.
    private var finishing: TestMigration {
        TestMigration("1") {
            Update("t", set: "n = n + 1, done = 1", where: "done IS NULL").chunk(rows: 2)
        }
    }

    private var refusingFour: TestMigration {
        TestMigration("1") {
            Transform(
                "t", where: "done IS NULL", reading: .integer("id"), writing: .integer("done")
            ) { id in
                if id == 4 { throw Odd(secret: "planted") }
                return 1
            }.refusals(.quarantine(upTo: 1)).chunk(rows: 2)
        }
    }

    @Test func rowsWrittenBehindTheCursorAreCaughtByAFurtherPass() throws {
        let database = try TestDatabase(Self.numbers(6))
        let other = try other(database)
        let (report, chunks) = try run(database, finishing) { count in
            if count == 2 {
                try other.write { try $0.execute(sql: "INSERT INTO t (id) VALUES (0), (-7)") }
            }
        }
        #expect(report.rows == 8)
        #expect(try database.rows("SELECT DISTINCT n, done FROM t") == ["1|1"])
        #expect(chunks.count >= 3 + 4)
        #expect(chunks.allSatisfy { $0.fraction <= 1 })
        #expect(chunks.last?.rowsDone == chunks.last?.rowsTotal)
    }

    @Test func aVisitsWhereIsFollowedByAFurtherPassToo() throws {
        let database = try TestDatabase(Self.numbers(6))
        let other = try other(database)
        let migration = TestMigration("1") {
            ForEachRow("t", where: "done IS NULL", reading: .integer("id")) { db, id in
                try db.execute(
                    sql: "UPDATE t SET n = n + 1, done = 1 WHERE id = ?", arguments: [id])
            }.chunk(rows: 2)
        }
        let (report, _) = try run(database, migration) { count in
            if count == 2 {
                try other.write { try $0.execute(sql: "INSERT INTO t (id) VALUES (0)") }
            }
        }
        #expect(report.rows == 7)
        #expect(try database.rows("SELECT DISTINCT n, done FROM t") == ["1|1"])
    }

    @Test func passesEndWhenOthersWriteFasterThanTheBatchFollows() throws {
        let database = try TestDatabase(Self.numbers(2))
        let other = try other(database)
        let (report, chunks) = try run(database, finishing) { count in
            try other.write { try $0.execute(sql: "INSERT INTO t (id) VALUES (\(-count))") }
        }
        #expect(report.outcome == .done)
        // In each pass one more row than in the one before, two a chunk.
        #expect(chunks.count >= BatchRunner.passLimit)
        #expect(try database.count("SELECT max(n) FROM t") == 1)
    }

    @Test func aWhereThatTheBatchLeavesTrueGetsOnePass() throws {
        let database = try TestDatabase(Self.numbers(6))
        let other = try other(database)
        let migration = TestMigration("1") {
            Update("t", set: "n = n + 1", where: "n < 5").chunk(rows: 2)
        }
        let (report, chunks) = try run(database, migration) { count in
            if count == 2 {
                try other.write { try $0.execute(sql: "INSERT INTO t (id) VALUES (0)") }
            }
        }
        #expect(report.rows == 6)
        #expect(chunks.last?.rowsDone == 6)
        #expect(try database.rows("SELECT n FROM t") == ["0", "1", "1", "1", "1", "1", "1"])
    }

    @Test func refusedRowsAloneAreNoReasonForAFurtherPass() throws {
        let database = try TestDatabase(Self.numbers(6))
        let (report, chunks) = try run(database, refusingFour)
        #expect(report.rowsQuarantined == 1)
        #expect(chunks.count == 3)
    }

    @Test func aRowRefusedInEveryPassCountsOnce() throws {
        let database = try TestDatabase(Self.numbers(6))
        let other = try other(database)
        let (report, chunks) = try run(database, refusingFour) { count in
            if count == 3 {
                try other.write { try $0.execute(sql: "INSERT INTO t (id) VALUES (0)") }
            }
        }
        #expect(chunks.count >= 3 + 4)
        #expect(report.rows == 6)
        #expect(report.rowsQuarantined == 1)
        #expect(chunks.last?.rowsQuarantined == 1)
        #expect(try database.rows("SELECT key FROM _migration_quarantine") == ["4"])
        #expect(try database.rows("SELECT id FROM t WHERE done IS NULL") == ["4"])
    }
}
