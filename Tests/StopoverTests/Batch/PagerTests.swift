import GRDB
import Testing

@testable import Stopover

struct PagerTests {
    private func pager(_ queue: DatabaseQueue, where filter: String? = nil) throws -> Pager {
        try queue.read { db in
            let clone = try SchemaClone(of: db, configuration: Configuration())
            let update = Update("t", set: "n = 1", where: filter)
            return Pager(
                plan: try BatchPlanner(clone: clone, foreignKeys: false).plan(update.batch))
        }
    }

    private func table(_ ids: [Int]) throws -> DatabaseQueue {
        let rows = ids.map { "(\($0), 0)" }.joined(separator: ", ")
        return try memory(
            "CREATE TABLE t (id INTEGER PRIMARY KEY, n);"
                + (ids.isEmpty ? "" : "INSERT INTO t VALUES \(rows)"))
    }

    private func key(_ id: Int) -> [StoredValue] { [StoredValue(.integer(Int64(id)))] }

    @Test func anEmptyTableHasNoHighestKeyAndNoChunk() throws {
        let queue = try table([])
        let pager = try pager(queue)
        #expect(try queue.read { try pager.highest($0) } == nil)
        #expect(try queue.read { try pager.rowCount($0) } == 0)
        let range = try queue.read {
            try pager.range($0, NextChunk(previous: nil, upper: key(100), limit: 5))
        }
        #expect(range == nil)
    }

    @Test func theHighestKeyIsTheLastInOrder() throws {
        let queue = try table([-5, 3, 2])
        let pager = try pager(queue)
        #expect(try queue.read { try pager.highest($0) } == key(3))
        #expect(try queue.read { try pager.rowCount($0) } == 3)
    }

    @Test(
        arguments: [
            // Behind, up to, limit: first, last, rows.
            (nil, 9, 2, 1, 3, 2), (3, 9, 2, 5, 7, 2), (7, 9, 2, 9, 9, 1), (nil, 9, 5, 1, 9, 5),
            (nil, 9, 6, 1, 9, 5), (nil, 8, 9, 1, 8, 4), (4, 8, 9, 5, 8, 2), (nil, 1, 1, 1, 1, 1),
        ] as [(Int?, Int, Int, Int, Int, Int)])
    func aChunkHasTheNextRowsUpToTheBound(
        _ previous: Int?, _ upper: Int, _ limit: Int, _ first: Int, _ last: Int, _ rows: Int
    ) throws {
        let queue = try table([1, 3, 5, 7, 9])
        let pager = try pager(queue)
        let range = try queue.read {
            try pager.range(
                $0, NextChunk(previous: previous.map(key), upper: key(upper), limit: limit))
        }
        #expect(range == ChunkRange(first: key(first), last: key(last), rows: rows))
    }

    @Test(arguments: [(9, 9), (10, 9), (4, 4), (3, 4)])
    func behindTheLastRowThereIsNone(_ previous: Int, _ upper: Int) throws {
        let queue = try table([1, 3, 5, 7, 9])
        let pager = try pager(queue)
        let range = try queue.read {
            try pager.range($0, NextChunk(previous: key(previous), upper: key(upper), limit: 3))
        }
        #expect(range == nil)
    }

    @Test(arguments: [(1, 1), (2, 2), (3, 3), (9, 3)])
    func matchingRowsAreCountedUpToTheLimit(_ limit: Int, _ count: Int) throws {
        let queue = try table([1, 3, 5, 7, 9])
        let pager = try pager(queue, where: "id > 4 -- comment")
        let range = ChunkRange(first: key(1), last: key(7), rows: 4)
        #expect(try queue.read { try pager.matching($0, limit: limit) } == count)
        let inRange = try queue.read { try pager.matching($0, in: range, limit: limit) }
        #expect(inRange == min(count, 2))
    }

    @Test func withoutAWhereNothingIsCounted() throws {
        let queue = try table([1, 3])
        let pager = try pager(queue)
        #expect(try queue.read { try pager.matching($0, limit: 5) } == 0)
    }

    /// `(a, b) > (?, ?)` is one search of the index; OR chains and OFFSET are not.
    @Test(arguments: KeyShape.all)
    func everyStatementOfThePagerSearchesTheKey(_ shape: KeyShape) throws {
        let queue = try shape.database(rows: 3)
        let harness = try BatchHarness(queue, shape.migration(chunk: nil))
        let sql = harness.plans[3].sql
        let searches = [
            sql.firstOfChunk, sql.lastOfChunk, sql.rowsOfChunk,
        ]
        let rows = sql.rows
        let ofRows = rows.page.all + rows.pageWithOld.all + (rows.write?.all ?? [])
        for statement in searches + ofRows {
            let details = try queue.read { db in
                let feed = try RowFeed(db)
                defer { feed.remove() }
                let explained = try db.makeStatement(sql: "EXPLAIN QUERY PLAN " + statement)
                explained.setUncheckedArguments(["_skip": 0])
                return try Row.fetchAll(explained).map { $0["detail"] as String }
            }
            #expect(
                details.count == 1 && details[0].hasPrefix("SEARCH"), "\(statement): \(details)")
        }
    }
}
