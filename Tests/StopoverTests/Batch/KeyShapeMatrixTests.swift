import GRDB
import Testing

@testable import Stopover

/// Every key shape × chunk size × row count × kind of batch.
struct KeyShapeMatrixTests {
    private static let chunks: [Int?] = [1, 2, 3, 7, nil]

    private static func rowCounts(_ chunk: Int?) -> [Int] {
        guard let chunk else { return [0, 1, 11, 12] }
        return Set([0, 1, chunk - 1, chunk, chunk + 1]).sorted()
    }

    @Test(arguments: KeyShape.all)
    func everyRowIsChangedExactlyOnceAndNothingElse(_ shape: KeyShape) throws {
        let queue = try shape.database(rows: 12)
        let harness = try BatchHarness(queue, shape.migration(chunk: nil))
        for chunk in Self.chunks {
            for rows in Self.rowCounts(chunk) {
                try queue.write { try $0.execute(sql: shape.refill(rows: rows)) }
                for (kind, plan) in zip(KeyShape.counters, harness.plans) {
                    let comment: Comment = "\(kind), \(rows) rows in chunks of \(chunk ?? 12)"
                    let outcome = try harness.run(plan, chunk: chunk)
                    #expect(outcome.isDone, comment)
                    #expect(outcome.rowsChanged == rows, comment)
                    let sizes = outcome.chunks.map(\.chunkRows)
                    #expect(sizes == expectedSizes(rows, chunk ?? 12), comment)
                    #expect(outcome.chunks.allSatisfy { $0.rowsTotal == rows }, comment)
                    let done = outcome.chunks.map(\.rowsDone)
                    #expect(done == done.sorted() && done.last ?? 0 == rows, comment)
                }
                try queue.write { try $0.execute(sql: shape.expectation) }
                #expect(try dump(queue, shape.plainTable) == dump(queue, "expected"))
                let others = try queue.read { try Int.fetchAll($0, sql: "SELECT n FROM bystander") }
                #expect(others == [0, 0])
            }
        }
    }

    private func expectedSizes(_ rows: Int, _ chunk: Int) -> [Int] {
        stride(from: 0, to: rows, by: chunk).map { min(chunk, rows - $0) }
    }

    @Test(arguments: KeyShape.all)
    func stoppedAfterAnyChunkAndGoneOnWithItEndsTheSame(_ shape: KeyShape) throws {
        let queue = try shape.database(rows: 12)
        let harness = try BatchHarness(queue, shape.migration(chunk: nil))
        let (rows, chunk, chunkCount) = (7, 2, 4)
        for stopAfter in 1...chunkCount {
            try queue.write { try $0.execute(sql: shape.refill(rows: rows)) }
            for (kind, plan) in zip(KeyShape.counters, harness.plans) {
                let comment: Comment = "\(kind), stopped after \(stopAfter)"
                let first = try harness.run(plan, chunk: chunk, stopAfter: stopAfter)
                #expect(!first.isDone && first.chunks.count == stopAfter, comment)
                let second = try harness.run(plan, chunk: chunk, resuming: true)
                #expect(second.isDone, comment)
                #expect(second.chunks.count == chunkCount - stopAfter, comment)
                #expect(first.rowsChanged + second.rowsChanged == rows, comment)
            }
            try queue.write { try $0.execute(sql: shape.expectation) }
            #expect(try dump(queue, shape.plainTable) == dump(queue, "expected"))
        }
    }

    /// Of each way to keep a key in the checkpoint one: a whole run is much slower than a batch.
    private static let kept: Set = [
        "INTEGER PRIMARY KEY with gaps and negative ids", "bare rowid", "WITHOUT ROWID composite",
        "TEXT that is not UTF-8", "REAL", "BLOB", "no type: every storage class",
        "names that need quotes",
    ]

    @Test(arguments: KeyShape.all.filter { kept.contains($0.name) })
    func aMigrationStoppedAfterEveryChunkEndsTheSame(_ shape: KeyShape) throws {
        let queue = try shape.database(rows: 4)
        var runs = 0
        var rows = 0
        while runs < 20 {
            let stop = StopSignal()
            let report = try Migrator(
                queue, migrations: [shape.migration(chunk: 3)], settings: .unhurried
            )
            .runAndWait(stop: stop) { if case .chunk = $0 { stop.request() } }
            runs += 1
            rows += report.rows
            if report.outcome == .done { break }
        }
        let kinds = KeyShape.counters.count
        // Two chunks a step, and a run that finds the last step at its end.
        #expect(runs == 2 * kinds + 1)
        #expect(rows == 4 * kinds)
        try queue.write { try $0.execute(sql: shape.expectation) }
        #expect(try dump(queue, shape.plainTable) == dump(queue, "expected"))
        let recorded = try queue.read { try Int.fetchOne($0, sql: "SELECT rows FROM _migrations") }
        #expect(recorded == 4 * kinds)
    }
}

extension KeyShape {
    /// Makes `expected`: the table with every counter at 1.
    fileprivate var expectation: String {
        let ones = Self.counters.map { "\($0) = 1" }.joined(separator: ", ")
        return """
            CREATE TEMP TABLE IF NOT EXISTS expected AS SELECT * FROM \(table) WHERE 0;
            DELETE FROM expected; INSERT INTO expected SELECT * FROM \(table);
            UPDATE expected SET \(ones)
            """
    }
}
