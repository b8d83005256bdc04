import Foundation
import GRDB
import Testing

@testable import Stopover

/// Several threads make of rows what one does.
@Suite struct TransformCrewTests {
    private static let rowCount = 300

    /// A page of texts of many lengths, and one without rows.
    private func pages(_ transform: Transform) throws -> (PageTransform, [Page]) {
        let database = try TestDatabase(
            """
            CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b INTEGER);
            WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < \(Self.rowCount))
            INSERT INTO t SELECT i, CASE i % 5 WHEN 0 THEN NULL ELSE substr('grüße und küsse', 1, i % 17) END,
            i FROM n
            """)
        let harness = try BatchHarness(database.queue, TestMigration { transform })
        let plan = harness.plans[0]
        var pages: [Page] = []
        try database.queue.read { db in
            for last in [Int64(Self.rowCount), 1, 0] {
                var page = Page(
                    plan.key, plan.sql.rows, rowLimit: Self.rowCount, keepsOld: true)
                let range = ChunkRange(
                    first: [StoredValue(.integer(1))], last: [StoredValue(.integer(last))], rows: 0)
                try page.forEachPage(db, from: range.first, to: range.last) {
                    pages.append($0)
                    return false
                }
            }
        }
        return (PageTransform(plan, keeping: plan.written), pages)
    }

    private func crew(
        _ work: PageTransform, _ transform: Transform, size: Int
    ) throws -> TransformCrew {
        guard case .transform(let rows) = transform.batch.work else { throw CancellationError() }
        return try TransformCrew(work, rows.make, sizeLimit: size)
    }

    /// Slow for sure, with some rows refused.
    private func slow(makes: Shared<Int> = Shared(0), refusing odd: Int? = nil) -> Transform {
        Transform(
            "t", reading: .text("a"), .integer("b"), writing: .text("a"), .integer("b"),
            using: {
                makes.update { $0 += 1 }
                return Counter()
            }
        ) { counter, a, b in
            try counter.alone {
                usleep(20)
                if let odd, let b, b % odd == 0 { throw CancellationError() }
                return (a.map { $0 + "!" }, b.map { $0 % 3 == 0 ? $0 : -$0 })
            }
        }.refusals(.quarantine(upTo: 1_000))
    }

    private func lines(_ rows: TransformedRows) -> [String] {
        let outputs = rows.outputs.buffer
        let refused = rows.refused.map { "\($0.key) \($0.reason)" }
        let changes =
            rows.changes.map { ChunkChanges(groups: [$0]).lines.sorted() } ?? ["unknown"]
        return (0..<rows.count).map { row in
            let cells = (0..<2).map { outputs.value(at: row * 2 + $0).literal }
            return "\(rows.keys.value(at: row).literal) \(cells)"
        } + refused + changes
    }

    @Test("whatever their number, in the order of the rows", arguments: [2, 3, 7])
    func sameAsOne(size: Int) throws {
        let transform = slow(refusing: 7)
        let (work, pages) = try pages(transform)
        let (one, many) = (
            try crew(work, transform, size: 1), try crew(work, transform, size: size)
        )
        var (expected, found) = (one.noRows, many.noRows)
        // The first page shows that the closure is slow.
        for page in [pages[0]] + pages {
            try one.transform(page, into: &expected)
            try many.transform(page, into: &found)
        }
        #expect((one.size, many.size) == (1, size))
        #expect(lines(found) == lines(expected))
        #expect(found.count + found.refused.count == 2 * Self.rowCount + 1)
        #expect(found.refused.count == 2 * (Self.rowCount / 7))
    }

    @Test("each thread has what using: makes to itself")
    func ownState() throws {
        let makes = Shared(0)
        let transform = slow(makes: makes)
        let (work, pages) = try pages(transform)
        let crew = try crew(work, transform, size: 4)
        #expect(makes.value == 1)
        var rows = crew.noRows
        for _ in 0..<5 { try crew.transform(pages[0], into: &rows) }
        #expect(makes.value == 4)
        #expect(rows.refused.isEmpty)
    }

    @Test("threads are for closures that take longer than SQLite does")
    func quick() {
        #expect(!TransformCrew.isSlow(.microseconds(3_999), rowCount: 1_000))
        #expect(TransformCrew.isSlow(.microseconds(4_000), rowCount: 1_000))
        #expect(!TransformCrew.isSlow(.seconds(1), rowCount: 99))
    }

    @Test("of several rows that fail the first is told")
    func firstFailure() throws {
        let fails = Shared(false)
        let transform = Transform(
            "t", reading: .text("a"), .integer("b"), writing: .text("a"), .integer("b")
        ) { a, b in
            usleep(20)
            if fails.value, let b, b >= 100 { throw CancellationError() }
            return (a, b)
        }
        let (work, pages) = try pages(transform)
        let crew = try crew(work, transform, size: 4)
        var rows = crew.noRows
        try crew.transform(pages[0], into: &rows)
        #expect(crew.size == 4)
        fails.update { $0 = true }
        let failure = #expect(throws: RowFailure.self) {
            try crew.transform(pages[0], into: &rows)
        }
        #expect(failure?.row.key == [StoredValue(.integer(100))])
    }
}

/// What only one may use at a time.
private final class Counter {
    private var users = 0

    func alone<Result>(_ body: () throws -> Result) throws -> Result {
        users += 1
        defer { users -= 1 }
        guard users == 1 else { throw Odd(secret: "shared") }
        return try body()
    }
}
