import Foundation
import GRDB
import Testing

@testable import Stopover

/// Another process changes the schema between two chunks: the batch goes on, or says what is in its way, with
/// nothing lost, and goes on when that is put right.
@Suite("Others change the schema between two chunks")
struct ForeignSchemaTests {
    struct Example: Sendable, CustomTestStringConvertible {
        let change: Change
        let work: ChunkSample.Work
        let snapshot: SnapshotPolicy

        var testDescription: String { "\(change.sql): \(work), snapshot \(snapshot)" }

        static func all(_ changes: [Change]) -> [Example] {
            changes.flatMap { change in
                ChunkSample.Work.allCases.flatMap { work in
                    [SnapshotPolicy.none, .rows].map {
                        Example(change: change, work: work, snapshot: $0)
                    }
                }
            }
        }
    }

    struct Change: Sendable {
        let sql: String
        var back = ""
        /// Where the rows are meanwhile.
        var table = "t"
        var column = "n"

        static let harmless = [
            Change(sql: "VACUUM"), Change(sql: "ALTER TABLE t ADD COLUMN late TEXT DEFAULT 'x'"),
            Change(sql: "CREATE INDEX late ON t (n)"), Change(sql: "CREATE TABLE late (x)"),
            Change(sql: "ALTER TABLE t RENAME COLUMN note TO remark"),
            Change(
                sql: "CREATE TRIGGER late AFTER UPDATE OF note ON t BEGIN SELECT 1; END"),
        ]
        static let inTheWay = [
            Change(
                sql: "ALTER TABLE t RENAME TO u", back: "ALTER TABLE u RENAME TO t", table: "u"),
            Change(
                sql: "ALTER TABLE t RENAME COLUMN n TO m",
                back: "ALTER TABLE t RENAME COLUMN m TO n", column: "m"),
        ]
    }

    /// Runs `sample`, with `sql` carried out by another process behind the first chunk.
    private func run(_ sample: ChunkSample, _ sql: String) throws -> RunReport {
        let chunks = Recorder<Int>()
        return try sample.migrator().runAndWait { event in
            guard case .chunk(_, let batch) = event else { return }
            chunks.append(batch.chunkRows)
            guard chunks.all.count == 1 else { return }
            do { _ = try tool("sqlite3", sample.database.path, sql) } catch { Issue.record(error) }
        }
    }

    @Test("it goes on", arguments: Example.all(Change.harmless))
    func goesOn(_ example: Example) throws {
        let sample = try ChunkSample(example.work, example.snapshot, "wal")
        let report = try run(sample, example.change.sql)
        #expect(report.outcome == .done)
        #expect(report.rows == 6)
        #expect(try sample.values() == (101...106).map(String.init))
        #expect(try sample.database.rows("PRAGMA integrity_check") == ["\"ok\""])
        guard example.snapshot == .rows else { return }
        // A column more or another index is no other table; its old values find their place.
        let rolledBack = Result { try sample.migrator().rollback() }
        switch rolledBack {
        case .success: #expect(try sample.values() == (1...6).map(String.init))
        case .failure(let error as MigrationError): #expect(error.code == .tableAltered)
        case .failure(let error): throw error
        }
    }

    @Test(
        "it is refused, and goes on when that is put right", arguments: Example.all(Change.inTheWay)
    )
    func isRefused(_ example: Example) throws {
        let (sample, change) = (
            try ChunkSample(example.work, example.snapshot, "wal"), example.change
        )
        let error = try migrationError { try run(sample, change.sql) }
        #expect("\(error)" == example.text)
        #expect(error.outcome == .failed)
        #expect(try sample.migrator().status().migrations.map(\.state.name) == ["failed"])
        #expect(
            try sample.values(of: change.table, column: change.column)
                == ["101", "102", "3", "4", "5", "6"])
        #expect(
            try sample.database.rows("SELECT chunk, rows_done FROM _migration_checkpoints")
                == ["1|2"])
        try sample.database.execute(change.back)
        #expect(try sample.migrator().runAndWait().rows == 4)
        #expect(try sample.values() == (101...106).map(String.init))
        guard example.snapshot == .rows else { return }
        try sample.migrator().rollback()
        #expect(try sample.values() == (1...6).map(String.init))
    }
}

extension ForeignSchemaTests.Example {
    /// What the run says of a change that is in its way.
    fileprivate var text: String {
        // A closure's statements are compiled when they run.
        if work == .rowByRow, change.column == "m" {
            return """
                1: step 1: ForEachRow t: row id = 3 was refused: SQLite error 1: SQL logic error
                  Mend the row or the closure and run again; .refusals(.quarantine(upTo:)) passes such \
                rows by.
                """
        }
        let reason =
            switch (change.table, work) {
            case ("u", _): "There is no table t to page"
            case (_, .transform): "no such column: t.n"
            default: "no such column: n"
            }
        return """
            1: step 1: \(reason)
              Another connection changed the schema meanwhile; put it right and run again: it goes on \
            where it stopped.
            """
    }
}
