import GRDB
import Testing

@testable import Stopover

/// Others change rows ahead of a batch.
struct BatchRowChangesTests: BatchRunFixture {
    @Test func rowsAboveTheUpperBoundAreLeftAlone() throws {
        let database = try TestDatabase(Self.numbers(4))
        let other = try other(database)
        let (report, chunks) = try run(database, counting) { count in
            try other.write { try $0.execute(sql: "INSERT INTO t (id) VALUES (\(100 + count))") }
        }
        #expect(report.rows == 4)
        #expect(chunks.last?.rowsDone == 4)
        #expect(try database.rows("SELECT n FROM t WHERE id > 100") == ["0", "0"])
    }

    @Test func rowsDeletedAheadAreNotMissed() throws {
        let database = try TestDatabase(Self.numbers(8))
        let other = try other(database)
        let (report, chunks) = try run(database, counting) { count in
            if count == 1 {
                try other.write { try $0.execute(sql: "DELETE FROM t WHERE id IN (2, 3, 4, 8)") }
            }
        }
        #expect(report.rows == 5)
        #expect(try database.rows("SELECT id, n FROM t") == ["1|1", "5|1", "6|1", "7|1"])
        #expect(chunks.allSatisfy { $0.fraction <= 1 })
    }

    @Test func everythingDeletedAheadEndsTheBatch() throws {
        let database = try TestDatabase(Self.numbers(8))
        let other = try other(database)
        let (report, _) = try run(database, counting) { count in
            if count == 1 { try other.write { try $0.execute(sql: "DELETE FROM t") } }
        }
        #expect(report.outcome == .done)
        #expect(report.rows == 2)
    }

    @Test func rowsChangedAheadAreReadAsTheyAreThen() throws {
        let database = try TestDatabase(Self.numbers(4))
        let other = try other(database)
        let migration = TestMigration("1") {
            Transform("t", reading: .integer("n"), writing: .integer("n")) { ($0 ?? 0) + 1 }
                .chunk(rows: 2)
        }
        try run(database, migration) { count in
            if count == 1 { try other.write { try $0.execute(sql: "UPDATE t SET n = 50") } }
        }
        #expect(try database.rows("SELECT n FROM t") == ["50", "50", "51", "51"])
    }

    @Test func manyRowsInsertedAheadDoNotTakeProgressOverTheTop() throws {
        let database = try TestDatabase(Self.numbers(2, extra: "INSERT INTO t (id) VALUES (100)"))
        let other = try other(database)
        let (report, chunks) = try run(database, counting) { count in
            if count == 1 {
                try other.write {
                    try $0.execute(sql: "INSERT INTO t (id) VALUES (10), (11), (12), (13), (14)")
                }
            }
        }
        #expect(report.rows == 8)
        #expect(chunks.allSatisfy { $0.rowsDone <= $0.rowsTotal ?? 0 })
        #expect(chunks.map(\.rowsDone) == chunks.map(\.rowsDone).sorted())
        #expect(chunks.last?.fraction == 1)
    }
}
