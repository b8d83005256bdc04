import Testing

@testable import Stopover

/// A batch without its indexes that fails, or is taken back, ends with them.
@Suite("Index deferral on the way back")
struct IndexDeferralRollbackTests: IndexDeferralFixture {
    private static func failing(at id: Int, down: Bool = false) -> TestMigration {
        TestMigration(1, name: "failing") {
            Transform("t", reading: .integer("id"), .text("a"), writing: .text("a")) { key, a in
                if key == id { throw Odd(secret: "planted") }
                return "z" + (a ?? "")
            }
        } down: {
            if down { Update("t", set: "a = substr(a, 2)") }
        }
    }

    @Test("a batch that fails leaves them out, status tells, and a rollback builds them")
    func failed() throws {
        for (snapshot, down) in [(SnapshotPolicy.rows, false), (.none, true)] {
            for id in [1, 7, 20] {
                let table = try IndexedTable(rows: 20)
                let before = try table.rows() + table.schema()
                let migrator = try table.migrator(
                    .rebuild, Self.failing(at: id, down: down), snapshot: snapshot, chunk: 4)
                #expect(code { try migrator.runAndWait() } == .rowRefused)
                let status = try migrator.status().migrations[0]
                #expect(status.state.name == "failed")
                #expect(status.missingIndexes == Self.written)
                try migrator.rollback()
                #expect(try table.rows() + table.schema() == before, "row \(id)")
                #expect(try table.database.lines("PRAGMA integrity_check") == ["ok"])
                #expect(
                    try table.database.count("SELECT count(*) FROM _migration_checkpoints") == 0)
            }
        }
    }

    @Test("mended, it goes on, and a rollback that was stopped too")
    func mended() throws {
        let table = try IndexedTable(rows: 20)
        let before = try table.rows() + table.schema()
        let isMended = Shared(false)
        let migration = TestMigration(1) {
            Transform("t", reading: .integer("id"), .text("a"), writing: .text("a")) { id, a in
                if id == 7, !isMended.value { throw Odd(secret: "planted") }
                return "z" + (a ?? "")
            }
        }
        let migrator = try table.migrator(.rebuild, migration, snapshot: .rows, chunk: 4)
        #expect(code { try migrator.runAndWait() } == .rowRefused)
        isMended.update { $0 = true }
        try migrator.runAndWait()
        #expect(try table.indexes().count == 6)
        for chunks in 1...4 {
            #expect(try StopAt.chunk(chunks).rollback(migrator).outcome != .done)
            try migrator.rollback()
            #expect(try table.rows() + table.schema() == before)
            try migrator.runAndWait()
        }
    }

    @Test("a half-done one that is taken back goes without them to the end, through stops too")
    func takenBackThroughStops() throws {
        for chunks in 1...4 {
            for downChunks in 1...5 {
                let table = try IndexedTable(rows: 20)
                let before = try table.rows() + table.schema()
                let migrator = try table.migrator(
                    .rebuild, Self.transforming, snapshot: .rows, chunk: 4)
                _ = try StopAt.chunk(chunks).run(migrator)
                let report = try StopAt.chunk(downChunks).rollback(migrator)
                if report.outcome != .done {
                    #expect(report.missingIndexes == Self.written)
                    #expect(try table.missing() == Self.written)
                    try migrator.rollback()
                }
                #expect(try table.rows() + table.schema() == before)
            }
        }
    }

    @Test("keep builds them before a rollback's first chunk")
    func keptOnTheWayBack() throws {
        let table = try IndexedTable(rows: 20)
        let before = try table.rows() + table.schema()
        _ = try StopAt.chunk(2).run(
            table.migrator(.rebuild, Self.transforming, snapshot: .rows, chunk: 4))
        let keeping = try table.migrator(.keep, Self.transforming, snapshot: .rows, chunk: 4)
        #expect(try StopAt.chunk(1).rollback(keeping).missingIndexes == [])
        #expect(try table.indexes().count == 6)
        try keeping.rollback()
        #expect(try table.rows() + table.schema() == before)
    }

    @Test("down steps that change the schema find them there")
    func schemaStepsDown() throws {
        let migration = TestMigration(1) {
            Execute("CREATE INDEX i_own ON t (a, done)")
            Update("t", set: "a = 'z' || a, done = 1")
        } down: {
            Execute("DROP INDEX i_own")
            Update("t", set: "a = substr(a, 2), done = NULL")
        }
        for isAtomic in [false, true] {
            let migration =
                isAtomic
                ? TestMigration(1) {
                    Execute("CREATE INDEX i_own ON t (a, done)")
                    Update("t", set: "done = 1")
                } down: {
                    Execute("DROP INDEX i_own")
                } : migration
            for chunks in 1...3 {
                let table = try IndexedTable(rows: 20)
                let schema = try table.schema()
                let migrator = try table.migrator(.rebuild, migration, chunk: 4)
                let stopped = try StopAt.chunk(chunks).run(migrator)
                #expect(stopped.missingIndexes.contains("i_own"))
                try migrator.rollback()
                #expect(try table.schema() == schema)
                #expect(try table.database.lines("PRAGMA integrity_check") == ["ok"])
            }
        }
    }

    @Test("a check that fails behind the batch finds them built")
    func failedCheck() throws {
        let migration = TestMigration(1) {
            Update("t", set: "a = 'z' || a")
            Verify("nothing is there", noRows: "SELECT id FROM t")
        }
        let table = try IndexedTable(rows: 20)
        let migrator = try table.migrator(.rebuild, migration)
        #expect(code { try migrator.runAndWait() } == .verificationFailed)
        #expect(try table.indexes().count == 6)
        #expect(try table.missing() == [])
    }

    @Test("changed code that searches by one gets it before it goes on")
    func acceptedChange() throws {
        let table = try IndexedTable(rows: 20)
        _ = try StopAt.chunk(2).run(table.migrator(.rebuild, Self.changing, chunk: 4))
        let changed = TestMigration(1, name: "changing") {
            Update(
                "t",
                set:
                    "a = 'y' || a, n = (SELECT count(*) FROM t AS o INDEXED BY i_a WHERE o.a = 'z')"
            )
        }
        var settings = RunSettings.unhurried
        settings.indexes = .rebuild
        settings.acceptChanged = [1]
        settings.chunkRowLimit = 4
        let missing = Recorder<[String]>()
        let migrator = try table.database.migrator([changed], settings: settings)
        try migrator.runAndWait { event in
            guard case .chunk = event else { return }
            missing.append((try? migrator.status().migrations[0].missingIndexes) ?? [])
        }
        #expect(Set(missing.all) == [["i_expression", "i_generated", "i_partial"]])
        #expect(try table.indexes().count == 6)
    }
}
