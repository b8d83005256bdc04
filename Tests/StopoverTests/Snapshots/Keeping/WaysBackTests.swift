import Testing

@testable import Stopover

/// Which snapshots a migration can't be taken back without.
struct WaysBackTests {
    private func ways(
        _ applied: [HistoryState.Applied], _ migrations: [TestMigration] = [],
        checkpoint: Checkpoint? = nil
    ) throws -> [String: MigrationVersion] {
        var state = HistoryState()
        state.applied = applied
        state.checkpoint = checkpoint
        return WaysBack.of(state, try MigrationRegistry(migrations))
    }

    private func applied(
        _ version: MigrationVersion, down: String? = nil, snapshot: String? = nil,
        rows: String? = nil
    ) -> HistoryState.Applied {
        HistoryState.Applied(
            version: version, name: "m", description: "", appliedAt: nil, checksum: nil,
            down: down, rows: nil, activeSeconds: nil, snapshot: snapshot, rowSnapshot: rows,
            runID: nil)
    }

    private func batch(
        _ version: MigrationVersion,
        @StepsBuilder down: @escaping @Sendable () throws -> Steps = { Steps() }
    ) -> TestMigration {
        TestMigration(version, name: "m", up: { Update("t", set: "v = 1") }, down: down)
    }

    @Test func theRowsOfABatchWithoutDownAreItsWayBack() throws {
        #expect(try ways([applied(1, rows: "r")], [batch(1)]) == ["r": 1])
        #expect(
            try ways([applied(1, snapshot: "d", rows: "r")], [batch(1)]) == ["d": 1, "r": 1])
    }

    @Test func whereTheCodeIsGoneTheRowsStay() throws {
        #expect(try ways([applied(1, rows: "r")]) == ["r": 1])
    }

    @Test func aDownOfItsOwnNeedsNoRows() throws {
        let migration = batch(1) { Update("t", set: "v = 0") }
        #expect(try ways([applied(1, rows: "r")], [migration]) == [:])
    }

    @Test func aDownThatRestoresRowsNeedsThem() throws {
        let migration = batch(1) { RestoreRows() }
        #expect(try ways([applied(1, rows: "r")], [migration]) == ["r": 1])
    }

    @Test func theRowsThatACheckpointNamesStay() throws {
        var checkpoint = Checkpoint(version: 2, name: "m", runID: "run", direction: .up)
        checkpoint.rowSnapshot = RowSnapshotMark(name: "r", sizeInBytes: 1, sha256: "")
        checkpoint.snapshot = "d"
        // Nothing is done yet: only the rows are needed to go on.
        #expect(try ways([], [], checkpoint: checkpoint) == ["r": 2])
        checkpoint.step = 1
        #expect(try ways([], [], checkpoint: checkpoint) == ["r": 2, "d": 2])
    }
}
