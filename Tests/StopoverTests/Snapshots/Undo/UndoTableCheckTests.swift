import GRDB
import Testing

@testable import Stopover

struct UndoTableCheckTests {
    private static let hint =
        "Bring the table back to the shape it had then, such as by rolling back the migration that "
        + "altered it, or restore the database snapshot."

    private func refusal(_ migration: String, alteration: String) throws -> MigrationError {
        let bench = try UndoBench(
            """
            CREATE TABLE t (id INTEGER NOT NULL UNIQUE, v TEXT, w TEXT);
            INSERT INTO t VALUES (1, 'a', 'x')
            """)
        try bench.migrate(migration)
        try bench.edit(alteration)
        let before = try? bench.rows()
        let error = try migrationError { try bench.undo() }
        let foreseen = try migrationError { try bench.forecast() }
        #expect(error == foreseen)
        #expect((try? bench.rows()) == before)
        return error
    }

    @Test(arguments: [
        ("UPDATE t SET v = 1", "DROP TABLE t", "it is gone"),
        (
            "UPDATE t SET v = 1", "ALTER TABLE t RENAME TO u; CREATE VIEW t AS SELECT * FROM u",
            "it is a view now"
        ),
        (
            "UPDATE t SET v = 1", "DROP TABLE t; CREATE VIRTUAL TABLE t USING fts5(id, v)",
            "it is a virtual table now"
        ),
        ("UPDATE t SET v = 1", "ALTER TABLE t DROP COLUMN v", "it has no column v"),
        ("UPDATE t SET v = 1", "ALTER TABLE t RENAME id TO n", "it has no column id"),
        (
            "UPDATE t SET v = 1",
            "DROP TABLE t; CREATE TABLE t (id INTEGER PRIMARY KEY, v AS (id))",
            "its column v is generated now"
        ),
        (
            "UPDATE t SET v = 1", "DROP TABLE t; CREATE TABLE t (id INTEGER NOT NULL, v)",
            "(id) is no key of it"
        ),
        ("DELETE FROM t", "ALTER TABLE t ADD COLUMN n", "its column n was added"),
        ("DELETE FROM t", "ALTER TABLE t DROP COLUMN w", "it has no column w"),
        (
            "INSERT INTO t VALUES (2, 'b', 'y')", "ALTER TABLE t ADD COLUMN n",
            "its column n was added"
        ),
    ])
    func aTableThatWasAlteredIsRefused(
        _ migration: String, _ alteration: String, _ reason: String
    ) throws {
        #expect(
            try refusal(migration, alteration: alteration)
                == MigrationError(
                    .tableAltered, "t was altered since its rows were recorded: \(reason)",
                    hint: Self.hint))
    }

    @Test(arguments: [
        "ALTER TABLE t ADD COLUMN n", "ALTER TABLE t DROP COLUMN w",
        "ALTER TABLE t ADD COLUMN g AS (v)", "CREATE INDEX t_v ON t (v)",
    ])
    func whatChangedRowsDoNotNeedMayBeAltered(_ alteration: String) throws {
        let bench = try UndoBench(
            "CREATE TABLE t (ID INTEGER PRIMARY KEY, v TEXT, w TEXT); INSERT INTO t VALUES (1, 'a', 'x')",
            .init("t", key: ["ID"]))
        try bench.migrate("UPDATE t SET v = 1")
        try bench.edit(alteration)
        #expect(try bench.undo() == UndoResult(rowsPutBack: 1))
        #expect(try bench.rows("SELECT v FROM t") == ["'a'"])
    }
}
