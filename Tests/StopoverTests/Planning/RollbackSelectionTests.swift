import Testing

@testable import Stopover

@Suite("RollbackSelection")
struct RollbackSelectionTests {
    private let registry: MigrationRegistry

    init() throws {
        registry = try MigrationRegistry([
            TestMigration.table(1, name: "one"), TestMigration.table(2, name: "two"),
            TestMigration(3, name: "three") { Execute("CREATE TABLE t3 (a)") },
        ])
    }

    private func applied(
        _ version: MigrationVersion, _ name: String, down: String? = nil
    ) -> HistoryState.Applied {
        HistoryState.Applied(
            version: version, name: name, description: "", appliedAt: nil, checksum: nil,
            down: down, rows: nil, activeSeconds: nil)
    }

    private func checkpoint(
        _ version: MigrationVersion, _ direction: Direction, step: Int = 1, down: String? = nil
    ) -> Checkpoint {
        var checkpoint = Checkpoint(
            version: version, name: "half", runID: "run", direction: direction, step: step)
        checkpoint.down = down
        return checkpoint
    }

    private func versions(
        _ extent: RollbackExtent, _ applied: [HistoryState.Applied], _ checkpoint: Checkpoint? = nil
    ) throws -> [MigrationVersion] {
        try RollbackSelection(
            extent, registry: registry,
            state: HistoryState(applied: applied, checkpoint: checkpoint)
        ).items.map(\.version)
    }

    private var oneAndTwo: [HistoryState.Applied] { [applied(1, "one"), applied(2, "two")] }

    @Test(
        "the last ones are taken back, newest first",
        arguments: [
            (RollbackExtent.last(1), [2]), (.last(2), [2, 1]), (.last(9), [2, 1]), (.last(0), []),
            (.last(-1), []), (.to(1), [2]), (.to(0), [2, 1]), (.to(2), []), (.to("1"), [2]),
        ] as [(RollbackExtent, [MigrationVersion])])
    func extents(extent: RollbackExtent, expected: [MigrationVersion]) throws {
        #expect(try versions(extent, oneAndTwo) == expected)
    }

    @Test("nothing applied leaves nothing to take back")
    func nothing() throws {
        #expect(try versions(.last(1), []) == [])
        #expect(try versions(.to(0), []) == [])
    }

    @Test("an unknown version is refused")
    func unknown() {
        #expect(
            message { _ = try versions(.to(9), oneAndTwo) }
                == """
                There is no migration 009
                  `status` lists the versions that there are; 0 takes back all.
                """)
    }

    @Test("a migration without down steps can't be taken back")
    func irreversible() {
        #expect(
            message { _ = try versions(.last(1), [applied(3, "three")]) }
                == """
                003: three can't be taken back: it has no down steps
                  Write what takes it back as its down steps, or restore a backup.
                """)
    }

    @Test("one that can't be taken back refuses all, before any is")
    func irreversibleBelow() {
        #expect(
            code { _ = try versions(.last(2), [applied(1, "one"), applied(3, "x")]) }
                == .irreversible)
    }

    @Test("where the code is gone the history's down steps serve")
    func stored() throws {
        let row = applied(8, "eight", down: "-- migrate:down\nDROP TABLE t8\n")
        #expect(try versions(.last(1), [row]) == [8])
    }

    @Test("where the code is gone and the history has no down steps, it can't be taken back")
    func storedNone() {
        #expect(
            message { _ = try versions(.last(1), [applied(8, "eight")]) }
                == """
                008: eight can't be taken back: its code is gone, and the history has no down steps
                  Write what takes it back as its down steps, or restore a backup.
                """)
    }

    @Test("down steps in the history that were tampered with are refused")
    func storedUnreadable() {
        #expect(
            message { _ = try versions(.last(1), [applied(8, "eight", down: "DROP TABLE t8")]) }
                == """
                008: eight can't be taken back: its down steps in the history can't be read
                  Bring its code back.
                """)
    }

    @Test("a half-done migration is taken back first and counts")
    func halfDone() throws {
        let one = [applied(1, "one")]
        #expect(try versions(.last(1), one, checkpoint(2, .up)) == [2])
        #expect(try versions(.last(2), one, checkpoint(2, .up)) == [2, 1])
        #expect(try versions(.to(1), one, checkpoint(2, .up)) == [2])
    }

    @Test("a half taken back migration is taken back on, once")
    func halfTakenBack() throws {
        #expect(try versions(.last(1), oneAndTwo, checkpoint(2, .down)) == [2])
        #expect(try versions(.to(0), oneAndTwo, checkpoint(2, .down)) == [2, 1])
    }

    @Test("a target that keeps the half taken back migration is refused")
    func halfTakenBackKept() {
        #expect(
            message { _ = try versions(.to(2), oneAndTwo, checkpoint(2, .down)) }
                == """
                002: half is half taken back, and 002 keeps it
                  Run `rollback` to go on taking it back.
                """)
    }

    @Test("one that failed before it committed anything is not mistaken for the one before it")
    func nothingCommitted() throws {
        let failed = checkpoint(3, .up, step: 0)
        for extent in [RollbackExtent.last(1), .last(2)] {
            #expect(
                message { _ = try versions(extent, oneAndTwo, failed) }
                    == """
                    003: half can't be taken back: nothing of it was committed
                      `run` begins it again; `rollback --to 001` takes back 002, the last that is applied.
                    """)
        }
        #expect(
            message { _ = try versions(.last(1), [applied(1, "one")], failed) }
                == """
                003: half can't be taken back: nothing of it was committed
                  `run` begins it again; `rollback --to 0` takes back 001, the last that is applied.
                """)
        #expect(try versions(.last(1), [], failed) == [])
        #expect(try versions(.to(1), oneAndTwo, failed) == [2])
        #expect(try versions(.last(0), oneAndTwo, failed) == [])
    }

    @Test("one whose code is gone, of which nothing was committed, left nothing to be mistaken")
    func nothingCommittedCodeGone() throws {
        #expect(try versions(.last(1), oneAndTwo, checkpoint(8, .up, step: 0)) == [2])
    }

    @Test("a failed rollback that committed nothing begins anew")
    func failedRollback() throws {
        #expect(try versions(.last(1), oneAndTwo, checkpoint(2, .down, step: 0)) == [2])
        #expect(try versions(.to(2), oneAndTwo, checkpoint(2, .down, step: 0)) == [])
    }

    @Test("a half-done migration whose code is gone is taken back by its checkpoint's steps")
    func halfDoneCodeGone() throws {
        let half = checkpoint(8, .up, down: "-- migrate:down\nDROP TABLE t8\n")
        #expect(try versions(.last(1), oneAndTwo, half) == [8])
    }
}
