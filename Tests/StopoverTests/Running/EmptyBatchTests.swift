import Testing

@testable import Stopover

/// Batches that find nothing to do.
struct EmptyBatchTests: BatchRunFixture {
    @Test func anEmptyTableIsDoneAtOnce() throws {
        let database = try TestDatabase(Self.numbers(1, extra: "DELETE FROM t"))
        let (report, chunks) = try run(database, counting)
        #expect(report.outcome == .done)
        #expect(report.rows == 0)
        #expect(chunks.isEmpty)
        #expect(try database.rows("SELECT rows FROM _migrations") == ["0"])
    }

    @Test func aWhereThatNoRowMeetsChangesNothing() throws {
        let database = try TestDatabase(Self.numbers(5))
        let migration = TestMigration("1") {
            Update("t", set: "n = 9", where: "n > 100").chunk(rows: 2)
        }
        let (report, chunks) = try run(database, migration)
        #expect(report.rows == 0)
        #expect(chunks.map(\.rowsDone) == [2, 4, 5])
        #expect(chunks.last?.rowsChanged == 0)
    }
}
