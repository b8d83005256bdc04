import GRDB
import Testing

@testable import Stopover

/// What a plan says of the way back.
struct PlanNotesTests {
    private static let schema = """
        CREATE TABLE t (id INTEGER PRIMARY KEY, a, b);
        CREATE TABLE bare (v);
        """

    private func notes(
        _ migrations: [TestMigration], _ policy: SnapshotPolicy = .auto, journalMode: String = "wal"
    ) throws -> [String] {
        let database = try TestDatabase(journalMode: journalMode, Self.schema)
        var settings = RunSettings.unhurried
        settings.snapshot = policy
        return try database.migrator(migrations, settings: settings).plan().notes
    }

    private static let batch = TestMigration { Update("t", set: "a = 1") }
    private static let uncovered = TestMigration {
        ForEachRow("t", reading: .integer("id")) { _, _ in }
    }
    private static let reason =
        "a row snapshot can't be sure to keep what step 1 changes (it may write any table, and "
        + "bare has no key but its rowid, which VACUUM gives to other rows)"

    @Test func `batches alone are taken back by their row snapshot`() throws {
        let note = """
            001 has no down steps: its row snapshot takes it back, and leaves what is written since alone.
            """
        #expect(try notes([Self.batch]) == [note])
        #expect(try notes([Self.batch], .rows) == [note])
    }

    @Test func `without anything kept it can't be rolled back`() throws {
        #expect(
            try notes([Self.batch], .none) == ["001 has no down steps: it can't be rolled back."])
    }

    @Test func `a snapshot of the whole database takes back what was written since, too`() throws {
        let note = """
            has no down steps: restoring the snapshot takes it back, and what is written since with it.
            """
        #expect(try notes([Self.batch], .database) == ["001 " + note])
        // One stands for the whole run.
        let second = TestMigration(2) { Update("t", set: "b = 1") }
        #expect(
            try notes([Self.batch, second], .database) == ["001 " + note, "002 " + note])
    }

    @Test func `schema steps beside batches are told to have down steps`() throws {
        let mixed = TestMigration {
            AddColumn("t", "c")
            Update("t", set: "c = 1")
        }
        #expect(
            try notes([mixed]) == [
                "Schema steps and checks hold the write lock until they are done.",
                """
                001 has no down steps, and schema steps beside its batches: it can't be rolled back. With \
                down steps for these it can, and RestoreRows() (-- migrate:restore) among them puts the \
                rows back.
                """,
            ])
    }

    @Test func `what a row snapshot may not keep is said, and what is done instead`() throws {
        #expect(
            try notes([Self.uncovered]) == [
                "001 has no down steps, and " + Self.reason
                    + ": restoring the snapshot takes it back, and what is written since with it."
            ])
        let inserts = TestMigration { Batch("t", "INSERT INTO bare SELECT a FROM t WHERE :chunk") }
        #expect(
            try notes([inserts]) == [
                "001 has no down steps, and a row snapshot can't be sure to keep what step 1 changes (bare "
                    + "has no key but its rowid, which VACUUM gives to other rows): it can't be rolled "
                    + "back. --snapshot database takes the whole database first."
            ])
    }

    @Test func `where rows are asked for, a doubt is no reason against them`() throws {
        #expect(
            try notes([Self.uncovered], .rows) == [
                "001 has no down steps: its row snapshot takes it back, and leaves what is written since "
                    + "alone."
            ])
    }

    @Test func `down steps need no note`() throws {
        let migration = TestMigration {
            Update("t", set: "a = 1")
        } down: {
            RestoreRows()
        }
        #expect(try notes([migration]) == [])
    }

    @Test func `writers wait for a snapshot of the database alone`() throws {
        let wait = "Writers wait while a snapshot is taken (journal_mode is delete)."
        #expect(try !notes([Self.batch], journalMode: "delete").contains(wait))
        #expect(try notes([Self.batch], .database, journalMode: "delete").contains(wait))
    }
}
