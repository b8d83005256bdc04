import Testing

@testable import Stopover

/// Which way back is taken, and what is said where there is none.
struct RollbackCandidateTests {
    private let mark = RowSnapshotMark(name: "002.rows.zst", sizeInBytes: 9, sha256: "00")

    private func applied(
        rows: String? = nil, database: String? = nil, down: String? = nil, up: String? = nil,
        checksum: String? = nil
    ) -> RollbackCandidate {
        var applied = HistoryState.Applied(
            version: 2, name: "two", description: "", appliedAt: nil, checksum: checksum,
            down: down, rows: 7, activeSeconds: nil)
        applied.rowSnapshot = rows
        applied.snapshot = database
        applied.runID = "run"
        applied.up = up
        return RollbackCandidate(applied)
    }

    /// Half done at the step, at its first chunk where it is a batch.
    private func halfDone(
        _ migration: TestMigration?, _ direction: Direction = .up, step: Int, inBatch: Bool = false,
        keeps: Bool = true, pass: Int = 1
    ) throws -> RollbackCandidate {
        var checkpoint = Checkpoint(
            version: 2, name: "two", runID: "run", direction: direction, step: step)
        checkpoint.checksum = try migration.map { try RegisteredMigration($0).checksum }
        if inBatch {
            var batch = BatchPosition(
                table: "t", keyColumns: ["id"], isRepeatable: false, schemaVersion: 1, rowsTotal: 9)
            batch.chunk = 1
            batch.pass = pass
            batch.last = [StoredValue(.integer(5))]
            batch.rowsDone = 5
            checkpoint.batch = batch
        }
        if keeps { checkpoint.rowSnapshot = mark }
        checkpoint.rowsChanged = 5
        return RollbackCandidate(checkpoint, HistoryState())
    }

    private func item(
        _ candidate: RollbackCandidate, _ migration: TestMigration?
    ) throws -> RollbackSelection.Item {
        try candidate.item(MigrationRegistry(migration.map { [$0] } ?? []))
    }

    private func refusal(_ candidate: RollbackCandidate, _ migration: TestMigration?) -> String {
        message { _ = try item(candidate, migration) }
    }

    // MARK: Migrations

    private static let batches = TestMigration(2, name: "two") {
        Update("t", set: "a = 1")
        Verify("all", noRows: "SELECT 1 FROM t WHERE a <> 1")
        Update("t", set: "b = 1")
    }

    private static let mixed = TestMigration(2, name: "two") {
        AddColumn("t", "c")
        Update("t", set: "c = a")
    }

    private static let batchFirst = TestMigration(2, name: "two") {
        Update("t", set: "a = 1")
        Execute("CREATE INDEX i ON t (a)")
    }

    private static let withDown = TestMigration(2, name: "two") {
        Update("t", set: "a = a + 1")
    } down: {
        Update("t", set: "a = a - 1")
    }

    private static let restoring = TestMigration(2, name: "two") {
        AddColumn("t", "c")
        Update("t", set: "a = 1, c = a")
    } down: {
        RestoreRows()
        Execute("ALTER TABLE t DROP COLUMN c")
    }

    // MARK: Applied

    @Test func `down steps come first, whatever was kept`() throws {
        let item = try item(applied(rows: "002.rows.zst"), Self.withDown)
        #expect(item.operations.map(\.description) == ["Update t"])
        #expect(item.rowSnapshot == nil)
        #expect(item.undoes == nil)
    }

    @Test func `down steps that restore rows get the row snapshot`() throws {
        let item = try item(applied(rows: "002.rows.zst"), Self.restoring)
        #expect(
            item.operations.map(\.description) == [
                "RestoreRows", "Execute: ALTER TABLE t DROP COLUMN c",
            ])
        #expect(
            item.rowSnapshot == RowSnapshotReference(name: "002.rows.zst", runID: "run", rows: 7))
    }

    @Test func `down steps that restore rows of which none are kept are refused`() {
        #expect(
            refusal(applied(), Self.restoring) == """
                002: two can't be taken back: its down steps restore rows, and no row snapshot of it was kept
                  Write what takes it back as its down steps, or restore a backup.
                """)
        #expect(
            refusal(applied(database: "002.sqlite.zst"), Self.restoring) == """
                002: two can't be taken back: its down steps restore rows, and no row snapshot of it was kept
                  `snapshot restore 002.sqlite.zst` puts the whole database back as it was then; what was \
                written since is lost.
                """)
    }

    @Test func `batches alone are taken back by what was kept of them`() throws {
        let candidate = applied(rows: "002.rows.zst")
        let item = try item(candidate, Self.batches)
        #expect(item.operations.map(\.description) == ["RestoreRows"])
        #expect(item.rowSnapshot?.name == "002.rows.zst")
        #expect(item.undoes == nil)
        #expect(item.checkpoint == nil)
        let registry = try MigrationRegistry([Self.batches])
        #expect(candidate.isReversible(registry))
    }

    @Test func `batches of which nothing was kept can't be taken back`() throws {
        #expect(
            refusal(applied(), Self.batches) == """
                002: two can't be taken back: it has no down steps
                  Write what takes it back as its down steps, or restore a backup.
                """)
        #expect(
            refusal(applied(database: "002.sqlite.zst"), Self.batches) == """
                002: two can't be taken back: it has no down steps
                  `snapshot restore 002.sqlite.zst` puts the whole database back as it was then; what was \
                written since is lost.
                """)
        let registry = try MigrationRegistry([Self.batches])
        #expect(!applied().isReversible(registry))
    }

    @Test func `batches beside schema steps need down steps for those`() {
        #expect(
            refusal(applied(rows: "002.rows.zst"), Self.mixed) == """
                002: two can't be taken back: it has schema steps beside its batches, and no down steps
                  Write what takes the schema steps back as its down steps, with RestoreRows() \
                (-- migrate:restore) where the rows of 002.rows.zst go back.
                """)
    }

    @Test func `checks alone are nothing that rows take back`() throws {
        let checks = TestMigration(2, name: "two") { Verify("all", noRows: "SELECT 1 WHERE 0") }
        #expect(
            refusal(applied(), checks).hasPrefix("002: two can't be taken back: it has no down"))
    }

    @Test func `where the code is gone the history's down steps restore rows`() throws {
        let down = "-- migrate:down\n-- migrate:restore\n-- migrate:down\nDROP TABLE x\n"
        let item = try item(applied(rows: "002.rows.zst", down: down), nil)
        #expect(item.operations.map(\.description) == ["RestoreRows", "Execute: DROP TABLE x"])
        #expect(item.rowSnapshot?.name == "002.rows.zst")
        #expect(item.stored == down)
    }

    private static let batchText =
        "-- migrate:up\n-- migrate:batch table:t\nUPDATE t SET a = 1 WHERE :chunk\n"

    @Test func `where the code is gone the history tells that it did batches alone`() throws {
        let candidate = applied(rows: "002.rows.zst", up: Self.batchText, checksum: "its own")
        #expect(try item(candidate, nil).operations.map(\.description) == ["RestoreRows"])
        // Of code that was changed since, what ran counts.
        #expect(try item(candidate, Self.mixed).operations.map(\.description) == ["RestoreRows"])
    }

    @Test func `code that was changed to batches alone does not hide what ran`() throws {
        let candidate = applied(
            rows: "002.rows.zst", up: "-- migrate:up\nDROP TABLE x\n" + Self.batchText,
            checksum: "its own")
        let text = """
            002: two can't be taken back: it has schema steps beside its batches, and no down steps
              Write what takes the schema steps back as its down steps, with RestoreRows() \
            (-- migrate:restore) where the rows of 002.rows.zst go back.
            """
        #expect(refusal(candidate, Self.batches) == text)
        #expect(refusal(candidate, nil) == text)
    }

    @Test(arguments: [(true, "is gone"), (false, "was changed since")])
    func `where nothing tells what ran, the code has to come back`(isGone: Bool, since: String) {
        let candidate = applied(rows: "002.rows.zst", checksum: "its own")
        #expect(
            refusal(candidate, isGone ? nil : Self.batches) == """
                002: two can't be taken back: it has no down steps, and its code \(since), so what it did \
                beside its batches is not known
                  Bring its code back as it was; 002.rows.zst has what its batches changed.
                """)
    }

    // MARK: Half done

    @Test func `a half-done migration of batches goes back as far as it came`() throws {
        for step in 0...2 {
            let candidate = try halfDone(Self.batches, step: step, inBatch: step != 1)
            let item = try item(candidate, Self.batches)
            #expect(item.operations.map(\.description) == ["RestoreRows"])
            #expect(item.undoes == [:])
            #expect(item.checkpoint?.step == step)
            #expect(
                item.rowSnapshot
                    == RowSnapshotReference(
                        name: mark.name, mark: mark, runID: "run", rows: 5))
        }
    }

    @Test func `one that stands in a batch before its schema step goes back too`() throws {
        let candidate = try halfDone(Self.batchFirst, step: 0, inBatch: true)
        #expect(
            try item(candidate, Self.batchFirst).operations.map(\.description) == ["RestoreRows"])
    }

    @Test func `one that failed at a schema step goes back too, unless part of that is done`()
        throws
    {
        let candidate = try halfDone(Self.batchFirst, step: 1)
        #expect(
            try item(candidate, Self.batchFirst).operations.map(\.description) == ["RestoreRows"])
        var checkpoint = try #require(candidate.checkpoint)
        checkpoint.statement = 1
        #expect(
            refusal(RollbackCandidate(checkpoint, HistoryState()), Self.batchFirst)
                .hasPrefix("002: two can't be taken back: it has schema steps beside its batches"))
    }

    @Test func `one behind a schema step needs down steps`() throws {
        let candidate = try halfDone(Self.mixed, step: 1, inBatch: true)
        #expect(
            refusal(candidate, Self.mixed) == """
                002: two can't be taken back: it has schema steps beside its batches, and no down steps
                  Write what takes the schema steps back as its down steps, with RestoreRows() \
                (-- migrate:restore) where the rows of 002.rows.zst go back.
                """)
    }

    @Test func `down steps take a half-done one back over the rows that it reached`() throws {
        let item = try item(
            halfDone(Self.withDown, step: 0, inBatch: true, keeps: false), Self.withDown)
        #expect(item.operations.map(\.description) == ["Update t"])
        #expect(item.undoes == [0: .upTo([StoredValue(.integer(5))], rows: 5)])
        #expect(item.rowSnapshot == nil)
    }

    @Test func `where down steps can't tell which rows it reached, what was kept does`() throws {
        let candidate = try halfDone(Self.withDown, step: 0, inBatch: true, pass: 2)
        let item = try item(candidate, Self.withDown)
        #expect(item.operations.map(\.description) == ["RestoreRows"])
        #expect(item.undoes == [:])
        #expect(item.rowSnapshot?.mark == mark)
        let unkept = try halfDone(Self.withDown, step: 0, inBatch: true, keeps: false, pass: 2)
        #expect(
            refusal(unkept, Self.withDown)
                == """
                002: two is half done, and its down steps can't tell which rows of t it changed
                  Run it to its end with `run`, then take it back.
                """)
    }

    @Test func `a half-done one whose down steps restore rows goes back by them`() throws {
        let item = try item(halfDone(Self.restoring, step: 1, inBatch: true), Self.restoring)
        #expect(
            item.operations.map(\.description) == [
                "RestoreRows", "Execute: ALTER TABLE t DROP COLUMN c",
            ])
        #expect(item.rowSnapshot?.mark == mark)
    }

    @Test func `the steps that ran count, not those that the code has by now`() throws {
        var checkpoint = Checkpoint(
            version: 2, name: "two", runID: "run", direction: .up, step: 0)
        checkpoint.checksum = "another"
        checkpoint.rowSnapshot = mark
        checkpoint.batch = BatchPosition(
            table: "t", keyColumns: ["id"], isRepeatable: false, schemaVersion: 1, rowsTotal: 9)
        checkpoint.batch?.chunk = 1
        let candidate = { RollbackCandidate(checkpoint, HistoryState()) }
        // Steps that ran, and that the history has no text of, are not known.
        #expect(refusal(candidate(), Self.batches).hasPrefix("002: two can't be taken back: "))
        checkpoint.up = "-- migrate:up\n-- migrate:batch table:t\nUPDATE t SET a = 1 WHERE :chunk\n"
        #expect(try item(candidate(), Self.mixed).operations.map(\.description) == ["RestoreRows"])
        #expect(try item(candidate(), nil).operations.map(\.description) == ["RestoreRows"])
        checkpoint.up = "-- migrate:up\nDROP TABLE x\n"
        #expect(
            refusal(candidate(), Self.batches)
                .hasPrefix("002: two can't be taken back: it has schema steps beside its batches"))
    }

    // MARK: Half taken back

    @Test func `one that is half taken back by what was kept goes on so`() throws {
        for migration in [Self.batches, Self.withDown, nil] {
            let candidate = try halfDone(migration, .down, step: 0, inBatch: true)
            let item = try item(candidate, migration)
            #expect(item.operations.map(\.description) == ["RestoreRows"])
            #expect(item.undoes == nil)
            #expect(item.rowSnapshot == RowSnapshotReference(name: mark.name, mark: mark))
        }
    }

    @Test func `one that is half taken back by down steps goes on by them`() throws {
        let own = try item(
            halfDone(Self.withDown, .down, step: 0, inBatch: true, keeps: false), Self.withDown)
        #expect(own.operations.map(\.description) == ["Update t"])
        let restoring = try item(
            halfDone(Self.restoring, .down, step: 0, inBatch: true), Self.restoring)
        #expect(restoring.operations.count == 2)
    }

    @Test func `one that stands in a step which its down no longer has is refused`() throws {
        let candidate = try halfDone(Self.withDown, .down, step: 1, inBatch: true, keeps: false)
        #expect(
            message { _ = try item(candidate, Self.withDown) }
                == """
                002: two is half taken back, and its down steps were changed since
                  Bring them back as they were when the rollback began, and roll back again.
                """)
    }
}
