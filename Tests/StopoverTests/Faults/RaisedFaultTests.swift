import GRDB
import Testing

@testable import Stopover

/// A trigger that raises in the middle of a batch, or a deferred foreign key that fails at COMMIT: of that
/// chunk nothing is committed, and without the fault the next run ends as one that met none.
@Suite("Faults in a chunk's transaction")
struct RaisedFaultTests {
    enum Fault: String, CaseIterable {
        case abort = "ABORT"
        case fail = "FAIL"
        case rollback = "ROLLBACK"
        /// Of a foreign key.
        case commit
    }

    struct Example: Sendable, CustomTestStringConvertible {
        let fault: Fault
        let work: ChunkSample.Work
        let snapshot: SnapshotPolicy
        let journal: String

        var testDescription: String { "\(fault), \(work), snapshot \(snapshot), \(journal)" }

        static let all = Fault.allCases.flatMap { fault in
            ChunkSample.Work.allCases.flatMap { work in
                [SnapshotPolicy.none, .rows].flatMap { snapshot in
                    ["wal", "delete"].map {
                        Example(fault: fault, work: work, snapshot: snapshot, journal: $0)
                    }
                }
            }
        }

        /// What the run says, exactly.
        fileprivate var text: String {
            let reason =
                switch fault {
                case .abort, .fail, .rollback: "row four stays"
                case .commit: "FOREIGN KEY constraint failed"
                }
            // What leaves the transaction whole is the row's; what ends it is not.
            if work == .rowByRow, fault == .abort || fault == .fail {
                return """
                    1: step 1: ForEachRow t: row id = 4 was refused: \(reason)
                      Mend the row or the closure and run again; .refusals(.quarantine(upTo:)) passes such \
                    rows by.
                    """
            }
            return """
                1: step 1: \(work.name) t: \(reason)
                  What was committed before stays; mend the cause and run again.
                """
        }
    }

    @Test("undo that chunk alone", arguments: Example.all)
    func undo(_ example: Example) throws {
        let expected = try ChunkSample(example.work, example.snapshot, example.journal)
        let before = try expected.contents()
        try expected.migrator().runAndWait()

        let sample = try ChunkSample(example.work, example.snapshot, example.journal)
        switch example.fault {
        case .commit:
            try sample.database.execute("DELETE FROM parent WHERE id = 104")
        case .abort, .fail, .rollback:
            try sample.database.execute(
                """
                CREATE TRIGGER raises AFTER UPDATE ON t WHEN new.id = 4 AND new.n <> old.n
                BEGIN SELECT RAISE(\(example.fault.rawValue), 'row four stays'); END
                """)
        }
        #expect(message { try sample.migrator().runAndWait() } == example.text)
        #expect(try sample.values() == ["101", "102", "3", "4", "5", "6"])
        let place = "SELECT step, chunk, rows_done, rows_changed FROM _migration_checkpoints"
        #expect(try sample.database.rows(place) == ["0|1|2|2"])
        #expect(try sample.database.rows("SELECT * FROM _migrations") == [])
        #expect(
            try sample.database.lines("SELECT event, message FROM _migration_log")
                == ["failed|" + example.text.logged])
        // It fails there every time, and nothing moves.
        #expect(message { try sample.migrator().runAndWait() } == example.text)
        #expect(try sample.database.rows(place) == ["0|1|2|2"])

        try sample.database.execute(
            example.fault == .commit
                ? "INSERT INTO parent VALUES (104)" : "DROP TRIGGER raises")
        let report = try sample.migrator().runAndWait()
        #expect(report.rows == 4)
        #expect(try sample.contents() == expected.contents())
        guard example.snapshot == .rows else { return }
        try sample.migrator().rollback()
        #expect(try sample.contents() == before)
    }
}

extension String {
    /// Of an error's text what the log has: without the version and the hint.
    fileprivate var logged: String {
        String(split(separator: "\n")[0].dropFirst("1: ".count))
    }
}
