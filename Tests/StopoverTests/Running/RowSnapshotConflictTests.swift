import Testing

@testable import Stopover

@Suite("Rows taken back that were changed again since")
struct RowSnapshotConflictTests: RowSnapshotRunFixture {
    /// Two batches that write one table, one after the other.
    private func chain(_ first: String, _ second: String) -> TestMigration {
        TestMigration(1, name: "chain") {
            Batch("a", first)
            Batch("a", second)
        }
    }

    @Test(
        "later work stays, and what was changed again is a conflict", arguments: ["wal", "delete"])
    func laterWork(_ journalMode: String) throws {
        let database = try TestDatabase(journalMode: journalMode, Self.rows)
        try migrator(database).runAndWait()
        try database.execute(
            """
            UPDATE a SET note = 'edited' WHERE id <= 3; UPDATE a SET v = 'newer' WHERE id = 5;
            DELETE FROM a WHERE id = 7; INSERT INTO a VALUES (11, 'OLD 11', 'mine')
            """)
        let plan = try migrator(database).rollbackPlan()
        #expect(plan.migrations[0].steps[0].rows == 8)
        #expect(plan.migrations[0].steps[0].conflicts == 2)
        let report = try migrator(database).rollback()
        #expect(report.finished == [1])
        #expect(report.rows == 8)
        #expect(report.conflictCount == 2)
        #expect(
            Set(
                report.conflicts.map {
                    "\($0.table) \($0.publicKey) \($0.column ?? "-") \($0.kind)"
                })
                == ["a 5 v changed", "a 7 - deleted"])
        #expect(
            try values(database)
                == old.subtracting(["old 5", "old 7"]).union(["newer", "OLD 11"]))
        #expect(try database.count("SELECT count(*) FROM a WHERE note = 'edited'") == 3)
        #expect(try database.count("SELECT count(*) FROM _migration_conflicts") == 2)
        #expect(try database.count("SELECT count(*) FROM _migrations") == 0)
        // Applied and taken back again, there is nothing left to complain of.
        try migrator(database).runAndWait()
        #expect(try migrator(database).rollback().conflictCount == 0)
    }

    @Test("a value that the migration went through, set by somebody since, is theirs")
    func intermediate() throws {
        let migration = chain(
            "UPDATE a SET v = 'packed' WHERE :chunk", "UPDATE a SET v = 'sent' WHERE :chunk")
        for policy in ConflictPolicy.allCases {
            let database = try TestDatabase(Self.rows)
            let migrator = try migrator(database, migration)
            try migrator.runAndWait()
            try database.execute("UPDATE a SET v = 'packed' WHERE id = 2")
            let conflicts = policy == .overwrite ? 0 : 1
            #expect(
                try migrator.rollbackPlan(conflicts: policy).migrations[0].steps[0].conflicts
                    == conflicts)
            guard policy != .abort else {
                #expect(code { try migrator.rollback(conflicts: .abort) } == .conflict)
                #expect(try database.lines("SELECT v FROM a WHERE id = 1") == ["sent"])
                continue
            }
            #expect(try migrator.rollback(conflicts: policy).conflictCount == conflicts)
            let expected =
                policy == .overwrite ? old : old.subtracting(["old 2"]).union(["packed"])
            #expect(try values(database) == expected)
        }
    }

    @Test("a row that one batch made and another changed stays where somebody changed it back")
    func insertedThenChanged() throws {
        let database = try TestDatabase(Self.rows + ";CREATE TABLE d (id INTEGER PRIMARY KEY, s)")
        let migration = TestMigration(1, name: "chain") {
            Batch("a", "INSERT INTO d SELECT id, 'draft' FROM a WHERE :chunk")
            Update("d", set: "s = 'final'")
        }
        let migrator = try migrator(database, migration)
        try migrator.runAndWait()
        try database.execute("UPDATE d SET s = 'draft' WHERE id = 2")
        #expect(try migrator.rollback().conflictCount == 1)
        #expect(try database.lines("SELECT id, s FROM d") == ["2|draft"])
        #expect(try values(database) == old)
    }

    @Test("a row that somebody made anew is left alone by all the batches")
    func deletedAndMadeAnew() throws {
        let database = try TestDatabase(Self.rows)
        let migrator = try migrator(
            database,
            chain("UPDATE a SET v = upper(v) WHERE :chunk", "DELETE FROM a WHERE id = 2 AND :chunk")
        )
        try migrator.runAndWait()
        try database.execute("INSERT INTO a VALUES (2, 'OLD 2', '')")
        let report = try migrator.rollback()
        #expect(report.conflicts.map(\.kind) == [.exists])
        #expect(try values(database) == old.subtracting(["old 2"]).union(["OLD 2"]))
    }

    @Test("abort changes nothing where there is a conflict, and all where there is none")
    func abort() throws {
        let database = try TestDatabase(Self.rows)
        try migrator(database).runAndWait()
        try database.execute("UPDATE a SET v = 'newer' WHERE id = 5")
        let before = try values(database)
        #expect(
            message { try migrator(database).rollback(conflicts: .abort) } == """
                001: 1 value of shout can't go back: changed again since, or in the way of others
                  `rollback --dry-run` counts them; --conflicts report keeps the newer values and lists \
                them, --conflicts overwrite gives them up.
                """)
        #expect(try values(database) == before)
        #expect(try migrator(database).status().isUpToDate)
        try database.execute("UPDATE a SET v = 'OLD 5' WHERE id = 5")
        #expect(try migrator(database).rollback(conflicts: .abort).finished == [1])
        #expect(try values(database) == old)
    }

    @Test("overwrite gives the newer values up")
    func overwrite() throws {
        let database = try TestDatabase(Self.rows)
        try migrator(database).runAndWait()
        try database.execute("UPDATE a SET v = 'newer' WHERE id = 5")
        #expect(try migrator(database).rollback(conflicts: .overwrite).conflictCount == 0)
        #expect(try values(database) == old)
    }
}
