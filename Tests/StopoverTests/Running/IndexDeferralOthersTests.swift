import Testing

@testable import Stopover

/// What others make of the schema while a batch is without its indexes.
@Suite("Index deferral beside others")
struct IndexDeferralOthersTests: IndexDeferralFixture {
    private func stopped(_ sql: String) throws -> (IndexedTable, Migrator) {
        let table = try IndexedTable(rows: 20)
        let migrator = try table.migrator(.rebuild, Self.changing, chunk: 4)
        _ = try StopAt.chunk(2).run(migrator)
        try table.database.execute(sql)
        return (table, migrator)
    }

    @Test("one that somebody made meanwhile by the same text is let be")
    func madeMeanwhile() throws {
        let (table, migrator) = try stopped("CREATE INDEX i_a ON t (a)")
        try migrator.runAndWait()
        #expect(try table.state() == kept(Self.changing, rows: 20))
    }

    @Test("another of its name stops the run, which goes on when that is gone")
    func otherMeanwhile() throws {
        for (sql, kind, undo) in [
            ("CREATE INDEX i_a ON t (b)", "index", "DROP INDEX i_a"),
            ("CREATE TABLE i_a (x)", "table", "DROP TABLE i_a"),
        ] {
            let (table, migrator) = try stopped(sql)
            #expect(
                message { try migrator.runAndWait() } == """
                    001: step 1: The index i_a on t, which was dropped for a batch, can't be built again: \
                    there is another \(kind) of its name by now
                      Drop or rename that, then run or roll back again; to do without such indexes set \
                    deferred_indexes in _migration_checkpoints to NULL.
                    """)
            #expect(code { try migrator.runAndWait() } == .indexNotRebuilt)
            try table.database.execute(undo)
            try migrator.runAndWait()
            #expect(try table.state() == kept(Self.changing, rows: 20))
        }
    }

    @Test("one whose column is gone stops it, and it can be given up")
    func columnGone() throws {
        let (table, migrator) = try stopped(
            "DROP INDEX u_ab; DROP INDEX i_b; ALTER TABLE t RENAME COLUMN n TO m")
        #expect(
            message { try migrator.runAndWait() } == """
                001: step 1: The index i_expression on t, which was dropped for a batch, can't be built \
                again: no such column: n
                  Bring back what the index is made of, then run or roll back again; to do without such \
                indexes set deferred_indexes in _migration_checkpoints to NULL.
                """)
        #expect(try table.missing() == Self.written)
        try table.database.execute("UPDATE _migration_checkpoints SET deferred_indexes = NULL")
        try migrator.runAndWait()
        #expect(try table.indexes() == [])
    }

    @Test("one that can't be built from the new rows fails without telling one, and is taken back")
    func unbuildable() throws {
        let migration = TestMigration(1, name: "breaking") { Update("t", set: "b = 'planted'") }
        let table = try IndexedTable(
            rows: 20, "UPDATE t SET b = '{}'; CREATE INDEX i_json ON t (json_extract(b, '$.x'))")
        let before = try table.rows() + table.schema()
        let migrator = try table.migrator(.rebuild, migration, snapshot: .rows, chunk: 4)
        #expect(
            message { try migrator.runAndWait() } == """
                001: step 1: The index i_json on t, which was dropped for a batch, can't be built again: \
                SQLite error 1: SQL logic error
                  Mend the rows that it can't be built from, then run or roll back again; to do without \
                such indexes set deferred_indexes in _migration_checkpoints to NULL.
                """)
        #expect(try table.missing() == ["i_json"])
        try migrator.rollback()
        #expect(try table.rows() + table.schema() == before)
    }

    @Test("a restored snapshot brings indexes and checkpoint as they were together")
    func restored() throws {
        let table = try IndexedTable(rows: 20)
        let migrator = try table.migrator(.rebuild, Self.changing, snapshot: .rows, chunk: 4)
        _ = try StopAt.chunk(2).run(migrator)
        let snapshot = try migrator.createSnapshot()
        try migrator.runAndWait()
        _ = try migrator.restore(snapshot.name)
        #expect(try migrator.status().migrations[0].missingIndexes == Self.written)
        try migrator.runAndWait()
        #expect(try table.state() == kept(Self.changing, rows: 20))
    }
}
