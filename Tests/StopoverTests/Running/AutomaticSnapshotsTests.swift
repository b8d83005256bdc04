import Foundation
import Testing

@testable import Stopover

@Suite("What auto keeps of a migration")
struct AutomaticSnapshotsTests {
    enum Need: Sendable {
        case nothing, database, rows
    }

    /// Steps, and what auto keeps of them.
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let need: Need
        let steps: @Sendable () -> Steps

        init(
            _ description: String, _ need: Need,
            @StepsBuilder _ steps: @escaping @Sendable () -> Steps
        ) {
            testDescription = description
            self.need = need
            self.steps = steps
        }
    }

    static let cases = [
        Case("a new table", .nothing) { Execute("CREATE TABLE b (v)") },
        Case("a new index", .nothing) { Execute("CREATE INDEX i ON a (v)") },
        Case("a new column", .nothing) { AddColumn("a", "x TEXT DEFAULT 'x'") },
        Case("new rows", .nothing) { Execute("INSERT INTO a (v) SELECT v FROM a") },
        Case("new rows by a batch, of a table without a key", .nothing) {
            Execute("CREATE TABLE b (v)")
            Batch("a", "INSERT INTO b SELECT v FROM a WHERE :chunk")
        },
        Case("a check", .nothing) { Verify("nothing", noRows: "SELECT 1 WHERE 0") },
        Case("a column by another name", .nothing) {
            Execute("ALTER TABLE a RENAME COLUMN v TO x")
        },
        Case("a dropped column", .database) { Execute("ALTER TABLE a DROP COLUMN w") },
        Case("a dropped column behind a comment", .database) {
            Execute("-- nobody needs it\nALTER TABLE a DROP COLUMN w")
        },
        Case("a dropped table", .database) { Execute("DROP TABLE a") },
        Case("a table rebuilt", .database) {
            Execute(
                """
                CREATE TABLE new_a (id INTEGER PRIMARY KEY, v TEXT); INSERT INTO new_a SELECT id, v FROM a;
                DROP TABLE a; ALTER TABLE new_a RENAME TO a;
                """)
        },
        Case("changed rows", .database) { Execute("UPDATE a SET v = 0") },
        Case("removed rows", .database) { Execute("DELETE FROM a WHERE id = 1") },
        Case("replaced rows", .database) {
            Execute("INSERT OR REPLACE INTO a (id, v) VALUES (1, 0)")
        },
        Case("replaced rows behind a comment", .database) {
            Execute("-- the first\nINSERT OR REPLACE INTO a (id, v) VALUES (1, 0)")
        },
        Case("rows replaced as the table says", .database) {
            Execute("CREATE TABLE r (id INTEGER PRIMARY KEY, v UNIQUE ON CONFLICT REPLACE)")
            Execute("INSERT INTO r SELECT id, v FROM a")
        },
        Case("an upsert", .database) {
            Execute("INSERT INTO a (id, v) VALUES (1, 0) ON CONFLICT DO UPDATE SET v = 0")
        },
        Case("rows changed by a trigger", .database) {
            Execute("CREATE TRIGGER t AFTER INSERT ON a BEGIN UPDATE a SET w = 'new'; END")
            Execute("INSERT INTO a (v) VALUES (5)")
        },
        Case("a closure", .database) { Execute { _ in } },
        Case("an Update", .rows) { Update("a", set: "v = 0") },
        Case("a Transform", .rows) {
            Transform("a", reading: .integer("v"), writing: .integer("v")) { $0 }
        },
        Case("a batch that deletes", .rows) { Batch("a", "DELETE FROM a WHERE :chunk") },
        Case("a visit of each row", .rows) {
            ForEachRow("a", reading: .integer("id")) { _, _ in }
        },
        Case("a batch on a table that has no key but its rowid", .database) {
            Execute("CREATE TABLE bare (v); INSERT INTO bare SELECT v FROM a")
            Update("bare", set: "v = 0")
        },
        Case("a visit that may write a table without a key", .database) {
            Execute("CREATE TABLE bare (v)")
            ForEachRow("a", reading: .integer("id")) { _, _ in }
        },
        Case("a batch beside a step that loses data", .database) {
            Execute("UPDATE a SET w = 'x'")
            Update("a", set: "v = 0")
        },
        Case("a batch beside a step that loses none", .rows) {
            AddColumn("a", "x")
            Update("a", set: "x = v")
        },
    ]

    @Test("auto keeps what takes back steps that have no down steps", arguments: cases)
    func auto(_ one: Case) throws {
        let database = try TestDatabase(RunSnapshotsTests.rows)
        let up = one.steps
        let irreversible = try database.migrator([TestMigration(1, up: up)])
        let plan = try irreversible.plan().migrations
        #expect(plan.map(\.takesSnapshot) == [one.need == .database])
        #expect(plan.map(\.keepsRows) == [one.need == .rows])
        let reversible = try database.migrator(
            [TestMigration(1, up: up, down: { Execute("SELECT 1") })])
        #expect(try reversible.plan().migrations.map(\.takesSnapshot) == [false])
        #expect(try reversible.plan().migrations.map(\.keepsRows) == [false])
        try irreversible.runAndWait()
        let names = try FileManager.default.contentsOfDirectory(
            atPath: one.need == .nothing ? database.directory.path : database.path + ".snapshots")
        #expect(
            names.filter { $0.hasSuffix(".sqlite.zst") }.count == (one.need == .database ? 1 : 0))
        #expect(names.filter { $0.hasSuffix(".rows.zst") }.count == (one.need == .rows ? 1 : 0))
    }
}
