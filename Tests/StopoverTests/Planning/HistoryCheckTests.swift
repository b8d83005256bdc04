import Testing

@testable import Stopover

@Suite("HistoryCheck")
struct HistoryCheckTests {
    private let registry: MigrationRegistry

    init() throws {
        registry = try MigrationRegistry([
            TestMigration.table(1, name: "one"), TestMigration.table(2, name: "two"),
            TestMigration.table(3, name: "three"),
        ])
    }

    private func applied(
        _ version: MigrationVersion, _ name: String, checksum: String? = nil
    ) -> HistoryState.Applied {
        HistoryState.Applied(
            version: version, name: name, description: "", appliedAt: nil,
            checksum: checksum ?? registry[version]?.checksum, down: nil, rows: nil,
            activeSeconds: nil)
    }

    private func check(
        _ applied: [HistoryState.Applied], ever: Set<MigrationVersion> = [],
        _ checkpoint: Checkpoint? = nil
    ) -> HistoryCheck {
        HistoryCheck(
            registry: registry,
            state: HistoryState(
                applied: applied, everApplied: ever, checkpoint: checkpoint))
    }

    private func checkpoint(
        _ version: MigrationVersion, _ name: String, _ direction: Direction = .up, step: Int = 1,
        checksum: String? = nil
    ) -> Checkpoint {
        Checkpoint(
            version: version, name: name, runID: "run", direction: direction,
            checksum: checksum ?? registry[version]?.checksum, step: step)
    }

    private func versions(
        _ check: HistoryCheck, to target: MigrationVersion? = nil
    ) throws -> [MigrationVersion] {
        try check.selection(to: target).migrations.map(\.version)
    }

    @Test("what is not applied is pending, in order of version")
    func pending() throws {
        #expect(try versions(check([])) == [1, 2, 3])
        #expect(try versions(check([applied(1, "one")])) == [2, 3])
        #expect(
            try versions(check([applied(1, "one"), applied(2, "two"), applied(3, "three")])) == [])
    }

    @Test("a target ends the run at it, and one that is applied leaves nothing to do")
    func target() throws {
        #expect(try versions(check([]), to: 2) == [1, 2])
        #expect(try versions(check([applied(1, "one")]), to: 1) == [])
        #expect(try versions(check([]), to: "2") == [1, 2])
    }

    @Test("a target that there is no migration for is refused")
    func unknownTarget() {
        #expect(
            message { _ = try check([]).selection(to: 9) }
                == """
                There is no migration 009
                  `status` lists the versions that there are.
                """)
    }

    @Test("a migration that was changed after it was applied is refused")
    func changed() {
        #expect(
            message { _ = try check([applied(1, "one", checksum: "other")]).selection(to: nil) }
                == """
                001: one was changed after it was applied
                  Bring its text back and write a new migration, or roll it back first.
                """)
    }

    @Test("a row without checksum, such as an earlier tool's, is not changed")
    func withoutChecksum() throws {
        let row = HistoryState.Applied(
            version: 1, name: "one", description: "", appliedAt: nil, checksum: nil, down: nil,
            rows: nil, activeSeconds: nil)
        #expect(try versions(check([row])) == [2, 3])
    }

    @Test("an applied migration that the code no longer has is refused")
    func missing() throws {
        let registry = try MigrationRegistry([TestMigration.table(1), TestMigration.table(3)])
        let check = HistoryCheck(
            registry: registry,
            state: HistoryState(applied: [
                HistoryState.Applied(
                    version: "2", name: "two", description: "", appliedAt: nil, checksum: nil,
                    down: nil, rows: nil, activeSeconds: nil)
            ]))
        #expect(
            message { _ = try check.selection(to: nil) }
                == """
                2: two is applied, and the code no longer has it
                  Bring it back, or `rollback --to` the version before it.
                """)
    }

    @Test("a database that is newer than the code is refused unless it is allowed")
    func newer() throws {
        var check = check([applied(1, "one"), applied(4, "four")])
        #expect(
            message { _ = try check.selection(to: nil) }
                == """
                004: four is applied, and this code knows nothing that new
                  Run a release that has it, or go on with --allow-newer (newerDatabase: .allow in Swift).
                """)
        check.newerDatabase = .allow
        // What is pending below it is out of order all the same.
        #expect(
            message { _ = try check.selection(to: nil) }
                == """
                002: two is not applied, and the later 004 is
                  Give it a version above 004.
                """)
        let all = [
            applied(1, "one"), applied(2, "two"), applied(3, "three"), applied(4, "four"),
        ]
        var whole = self.check(all)
        whole.newerDatabase = .allow
        #expect(try versions(whole) == [])
    }

    @Test("allowing a newer database does not allow a migration that went missing")
    func newerIsNotMissing() throws {
        var check = HistoryCheck(
            registry: try MigrationRegistry([TestMigration.table(1), TestMigration.table(3)]),
            state: HistoryState(applied: [applied(2, "two")]))
        check.newerDatabase = .allow
        #expect(code { _ = try check.selection(to: nil) } == .missing)
    }

    @Test("a migration below an applied one is out of order")
    func outOfOrder() {
        let check = check([applied(1, "one"), applied(3, "three")])
        let text = """
            002: two is not applied, and the later 003 is
              Give it a version above 003.
            """
        #expect(message { _ = try check.selection(to: nil) } == text)
        #expect(message { _ = try check.selection(to: 1) } == text)
    }

    @Test("a version that the log knows may be applied again, below later ones too")
    func again() throws {
        let check = check([applied(1, "one"), applied(3, "three")], ever: ["2"])
        #expect(try versions(check) == [2])
    }

    @Test("a half-done migration comes first and goes on at its checkpoint")
    func halfDone() throws {
        let halfDone = checkpoint(2, "two")
        let selection = try check([applied(1, "one")], halfDone).selection(to: nil)
        #expect(selection.resumed == halfDone)
        #expect(selection.migrations.map(\.version) == [2, 3])
    }

    @Test("a half-done migration below applied ones goes on before what is pending")
    func halfDoneBelow() throws {
        let registry = try MigrationRegistry([
            TestMigration.table(1), TestMigration.table(2), TestMigration.table(3),
        ])
        let state = HistoryState(
            applied: [applied(2, "two")], everApplied: [1, 2],
            checkpoint: checkpoint(1, "one", checksum: registry[1]?.checksum))
        let check = HistoryCheck(
            registry: registry,
            state: HistoryState(
                applied: [
                    HistoryState.Applied(
                        version: 2, name: "two", description: "", appliedAt: nil, checksum: nil,
                        down: nil, rows: nil, activeSeconds: nil)
                ], everApplied: state.everApplied, checkpoint: state.checkpoint))
        #expect(try versions(check) == [1, 3])
    }

    @Test("a half-done migration that was changed is refused, and accepted when asked to")
    func halfDoneChanged() throws {
        var check = check([applied(1, "one")], checkpoint(2, "two", checksum: "other"))
        #expect(
            message { _ = try check.selection(to: nil) }
                == """
                002: two was changed while it was half done
                  Take it back with `rollback`, or go on with the new code: `run --accept-changed 002`.
                """)
        check.acceptChanged = ["2"]
        #expect(try versions(check) == [2, 3])
    }

    @Test("one that was changed to fewer steps than are done is refused, accepted or not")
    func halfDoneWithFewerSteps() throws {
        // Its table is its one step.
        var halfDone = checkpoint(2, "two", step: 1, checksum: "other")
        func selection() throws -> HistoryCheck.Selection {
            var check = check([applied(1, "one")], halfDone)
            check.acceptChanged = ["2"]
            return try check.selection(to: nil)
        }
        let resumed = try selection().resumed
        #expect(resumed == halfDone)
        halfDone.statement = 1
        #expect(
            message { _ = try selection() }
                == """
                002: two stands in step 2, which it no longer has
                  Bring back the steps up to that one, or take it back with `rollback`.
                """)
        halfDone = checkpoint(2, "two", step: 2, checksum: "other")
        #expect(code { _ = try selection() } == .halfDone)
    }

    @Test("a half-done migration that the code no longer has is refused")
    func halfDoneMissing() {
        let check = check([], checkpoint(4, "four", checksum: "any"))
        #expect(
            message { _ = try check.selection(to: nil) }
                == """
                004: four is half done, and the code no longer has it
                  Bring it back, or take it back with `rollback`.
                """)
    }

    @Test("a target before the half-done migration that is reached has nothing to do")
    func targetReached() throws {
        let check = check([applied(1, "one")], checkpoint(2, "two"))
        let selection = try check.selection(to: 1)
        #expect(selection.migrations.isEmpty)
        #expect(selection.resumed == nil)
    }

    @Test("a target before the half-done migration that is not reached is refused")
    func targetBeforeHalfDone() {
        let check = check([], checkpoint(2, "two"))
        #expect(
            message { _ = try check.selection(to: 1) }
                == """
                002: two is half done, and 001 is before it
                  Run on to 002, or take it back with `rollback`.
                """)
    }

    @Test("a half taken back migration is refused")
    func halfTakenBack() {
        let check = check([applied(1, "one")], checkpoint(1, "one", .down))
        #expect(
            message { _ = try check.selection(to: nil) }
                == """
                001: one is half taken back
                  Run `rollback` to go on taking it back.
                """)
    }

    @Test("a rollback that committed nothing is of no consequence to a run")
    func notTakenBack() throws {
        let check = check([applied(1, "one")], checkpoint(1, "one", .down, step: 0))
        #expect(try versions(check) == [2, 3])
    }

    @Test("a failed migration that committed nothing may be changed, renumbered and left out")
    func failedWithNothingCommitted() throws {
        for failed in [
            checkpoint(2, "two", step: 0, checksum: "other"),
            checkpoint(7, "seven", step: 0, checksum: "other"),
        ] {
            let selection = try check([applied(1, "one")], failed).selection(to: nil)
            #expect(selection.resumed == nil)
            #expect(selection.migrations.map(\.version) == [2, 3])
        }
    }

    @Test(
        "something was committed as soon as a step, a statement or a chunk was",
        arguments: [
            (0, 0, 0, false), (1, 0, 0, true), (0, 1, 0, true), (0, 0, 1, true),
        ])
    func isHalfDone(step: Int, statement: Int, chunk: Int, expected: Bool) {
        var checkpoint = checkpoint(2, "two", step: step)
        checkpoint.statement = statement
        checkpoint.batch = BatchPosition(
            table: "t", keyColumns: ["id"], chunk: chunk, isRepeatable: false, schemaVersion: 1,
            rowsTotal: 1)
        #expect(checkpoint.isHalfDone == expected)
    }
}
