import GRDB
import Testing

@testable import Stopover

/// What a migration needs before it changes anything, under each policy.
struct SnapshotPolicyTests {
    private static let schema = """
        CREATE TABLE t (id INTEGER PRIMARY KEY, a, b);
        CREATE TABLE bare (v);
        """

    /// The migration as a plan shows it, from the checkpoint on.
    private func planned(
        _ migration: TestMigration, _ checkpoint: Checkpoint? = nil
    ) throws -> MigrationPlan {
        let registered = try RegisteredMigration(migration)
        let plan = MigrationPlan(
            version: registered.version, name: registered.name, description: "",
            registered: registered, operations: registered.up, foreignKeys: .checked,
            checkpoint: checkpoint)
        return try memory(Self.schema).read { db in
            try #require(
                try Planner(configuration: Configuration(), history: nil).plan([plan], .up, db)
                    .migrations.first)
        }
    }

    private func need(
        _ policy: SnapshotPolicy, _ migration: TestMigration, _ checkpoint: Checkpoint? = nil
    ) throws -> SnapshotNeed {
        try policy.need(of: planned(migration, checkpoint))
    }

    private func refusal(
        _ policy: SnapshotPolicy, _ migration: TestMigration, _ checkpoint: Checkpoint? = nil
    ) -> String {
        message { _ = try need(policy, migration, checkpoint) }
    }

    /// Half done in its first step.
    private func checkpoint(keeps: Bool) -> Checkpoint {
        var checkpoint = Checkpoint(version: 1, name: "test", runID: "run", direction: .up, step: 0)
        checkpoint.batch = BatchPosition(
            table: "t", keyColumns: ["id"], isRepeatable: false, schemaVersion: 1, rowsTotal: 9)
        checkpoint.batch?.chunk = 1
        if keeps {
            checkpoint.rowSnapshot = RowSnapshotMark(name: "x", sizeInBytes: 1, sha256: "")
        }
        return checkpoint
    }

    // MARK: Migrations

    private static let batch = TestMigration { Update("t", set: "a = 1") }
    private static let inserts = TestMigration { Execute("INSERT INTO t (a) VALUES (1)") }
    private static let deletes = TestMigration { Execute("DELETE FROM t") }
    private static let uncovered = TestMigration { Update("bare", set: "v = 1") }
    private static let uncoveredInserts = TestMigration {
        Batch("t", "INSERT INTO bare SELECT a FROM t WHERE :chunk")
    }
    private static let visit = TestMigration {
        ForEachRow("t", reading: .integer("id")) { _, _ in }
    }
    private static let mixed = TestMigration {
        AddColumn("t", "c")
        Update("t", set: "c = 1")
    }
    private static let destructive = TestMigration {
        Update("t", set: "a = 1")
        Execute("ALTER TABLE t DROP COLUMN b")
    }
    private static let reversible = TestMigration {
        Update("t", set: "a = 1")
        Execute("ALTER TABLE t DROP COLUMN b")
    } down: {
        Execute("ALTER TABLE t ADD COLUMN b")
    }
    private static let restoring = TestMigration {
        AddColumn("t", "c")
        Update("t", set: "a = 1")
    } down: {
        RestoreRows()
        Execute("ALTER TABLE t DROP COLUMN c")
    }

    private static let nothing = SnapshotNeed()
    private static let database = SnapshotNeed(database: true)
    private static let rows = SnapshotNeed(rows: true)

    // MARK: Each policy

    @Test func `none needs nothing, and database all of it`() throws {
        for migration in [
            Self.batch, Self.deletes, Self.uncovered, Self.visit, Self.destructive, Self.reversible,
            Self.restoring,
        ] {
            #expect(try need(.none, migration) == Self.nothing)
            #expect(try need(.database, migration) == Self.database)
        }
    }

    @Test func `auto keeps rows where that takes the migration back, else the database`() throws {
        #expect(try need(.auto, Self.batch) == Self.rows)
        #expect(try need(.auto, Self.mixed) == Self.rows)
        #expect(try need(.auto, Self.inserts) == Self.nothing)
        #expect(try need(.auto, Self.deletes) == Self.database)
        #expect(try need(.auto, Self.destructive) == Self.database)
        #expect(try need(.auto, Self.uncovered) == Self.database)
        #expect(try need(.auto, Self.uncoveredInserts) == Self.nothing)
        // A visit may write bare.
        #expect(try need(.auto, Self.visit) == Self.database)
    }

    @Test func `auto leaves it to down steps, unless they restore rows`() throws {
        #expect(try need(.auto, Self.reversible) == Self.nothing)
        #expect(try need(.auto, Self.restoring) == Self.rows)
    }

    @Test func `rows keeps what batches change, down steps or not`() throws {
        #expect(try need(.rows, Self.batch) == Self.rows)
        #expect(try need(.rows, Self.mixed) == Self.rows)
        #expect(try need(.rows, Self.reversible) == Self.rows)
        #expect(try need(.rows, Self.restoring) == Self.rows)
        #expect(try need(.rows, Self.inserts) == Self.nothing)
        // In doubt: what it touches is noted, and a chunk that writes bare fails.
        #expect(try need(.rows, Self.visit) == Self.rows)
    }

    // MARK: Refusals

    @Test func `rows refuses a batch that it can't keep`() throws {
        #expect(
            refusal(.rows, Self.uncovered) == """
                001: A row snapshot can't keep what step 1 (Update bare) changes: bare has no key but its \
                rowid, which VACUUM gives to other rows
                  Run with --snapshot database, or --snapshot none to do without a way back.
                """)
        #expect(code { _ = try need(.rows, Self.uncoveredInserts) } == .snapshotFailed)
    }

    @Test func `rows refuses schema steps that can lose other data without down steps`() {
        #expect(
            refusal(.rows, Self.destructive) == """
                001: A row snapshot keeps what batches change, and step 2 (Execute: ALTER TABLE t DROP \
                COLUMN b) may lose other data
                  Run with --snapshot auto or database, or write what takes it back as down steps.
                """)
    }

    @Test func `down steps that restore rows refuse a batch that can't be kept, also under auto`() {
        let migration = TestMigration {
            Update("bare", set: "v = 1")
        } down: {
            RestoreRows()
        }
        for policy in [SnapshotPolicy.auto, .rows] {
            #expect(
                refusal(policy, migration).hasPrefix(
                    "001: A row snapshot can't keep what step 1 (Update bare) changes: "))
        }
    }

    // MARK: Half done

    @Test func `what began without a row snapshot gets none for its rest`() throws {
        let begun = checkpoint(keeps: false)
        #expect(try need(.auto, Self.batch, begun) == Self.database)
        #expect(try need(.auto, Self.reversible, begun) == Self.nothing)
        #expect(try need(.auto, Self.restoring, begun) == Self.nothing)
        #expect(try need(.none, Self.batch, begun) == Self.nothing)
        #expect(
            refusal(.rows, Self.batch, begun) == """
                001: test is half done and began without a row snapshot: one of the rest would take back \
                only that
                  Go on with --snapshot auto, database or none, or take it back with `rollback`.
                """)
    }

    @Test func `what began with one goes on with it`() throws {
        let begun = checkpoint(keeps: true)
        #expect(try need(.auto, Self.batch, begun) == Self.rows)
        #expect(try need(.rows, Self.batch, begun) == Self.rows)
    }

    @Test func `what failed before it committed anything begins anew`() throws {
        let failed = Checkpoint(version: 1, name: "test", runID: "run", direction: .up)
        #expect(try need(.auto, Self.batch, failed) == Self.rows)
        #expect(try need(.rows, Self.batch, failed) == Self.rows)
    }
}
