import GRDB
import Testing

@testable import Stopover

/// Batches without the indexes that they write: however a run ends, they end with the same indexes.
@Suite("Index deferral")
struct IndexDeferralTests {
    static let written = IndexedTable.written

    /// Changes `a` of every row.
    static let changing = TestMigration(1, name: "changing") {
        Update("t", set: "a = 'z' || a, done = 1")
    } down: {
        Update("t", set: "a = substr(a, 2), done = NULL")
    }

    static let transforming = TestMigration(1, name: "transforming") {
        Transform(
            "t", where: "done IS NULL", reading: .text("a"), writing: .text("a"), .integer("done")
        ) { a in ("z" + (a ?? ""), 1) }
    }

    static let deleting = TestMigration(1, name: "deleting") {
        Batch("t", "DELETE FROM t WHERE n = 1 AND :chunk; UPDATE t SET a = 'q' || n WHERE :chunk")
    }

    /// What a run with the indexes in place comes to.
    private func kept(
        _ migration: TestMigration, rows: Int, key: String = "id INTEGER PRIMARY KEY",
        direction: Direction = .up
    ) throws -> [String] {
        let table = try IndexedTable(rows: rows, key: key)
        let migrator = try table.migrator(.keep, migration)
        try migrator.runAndWait()
        if direction == .down { try migrator.rollback() }
        return try table.state()
    }

    private func events(
        _ migrator: Migrator
    ) throws -> (dropped: [[String]], built: [String], report: RunReport) {
        let dropped = Recorder<[String]>()
        let built = Recorder<String>()
        let report = try migrator.runAndWait { event in
            switch event {
            case .indexesDropped(_, let names): dropped.append(names)
            case .index(_, let index) where index.fraction == 1: built.append(index.name)
            default: break
            }
        }
        return (dropped.all, built.all, report)
    }

    // MARK: To the end

    @Test(
        "rows, schema and statistics are those of a run that keeps the indexes",
        arguments: [changing, transforming, deleting])
    func same(_ migration: TestMigration) throws {
        let expected = try kept(migration, rows: 50)
        let table = try IndexedTable(rows: 50)
        let (dropped, built, report) = try events(table.migrator(.rebuild, migration, chunk: 8))
        #expect(try table.state() == expected)
        #expect(dropped.count == 1)
        #expect(Set(Self.written).isSubset(of: dropped[0]))
        #expect(built == dropped[0])
        #expect(report.missingIndexes == [])
    }

    @Test("a batch of down does the same")
    func down() throws {
        let before = try kept(Self.changing, rows: 50, direction: .down)
        let table = try IndexedTable(rows: 50)
        let migrator = try table.migrator(.rebuild, Self.changing, chunk: 8)
        try migrator.runAndWait()
        let dropped = Recorder<[String]>()
        try migrator.rollback { event in
            if case .indexesDropped(_, let names) = event { dropped.append(names) }
        }
        #expect(dropped.all == [Self.written])
        #expect(try table.state() == before)
    }

    @Test("while the batch runs they are not there, and every other is")
    func meanwhile() throws {
        let table = try IndexedTable(rows: 50)
        let all = try table.indexes()
        let migrator = try table.migrator(.rebuild, Self.changing, chunk: 8)
        let other = try TestDatabase.open(table.database.path)
        let seen = Recorder<[String]>()
        try migrator.runAndWait { event in
            guard case .chunk = event else { return }
            seen.append(
                (try? other.read {
                    try String.fetchAll(
                        $0,
                        sql:
                            "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = 't' ORDER BY 1"
                    )
                }) ?? [])
        }
        #expect(Set(seen.all) == [all.filter { !Self.written.contains($0) }])
        #expect(all.count == 6)
        #expect(try table.indexes() == all)
    }

    @Test(
        "in a database in memory, and in every journal mode",
        arguments: ["delete", "wal", "memory"])
    func journalModes(_ mode: String) throws {
        let expected = try kept(Self.changing, rows: 20)
        let table = try IndexedTable(rows: 20)
        try table.database.execute("PRAGMA journal_mode = \(mode)")
        try table.migrator(.rebuild, Self.changing, chunk: 8).runAndWait()
        #expect(try table.state() == expected)

        let queue = try DatabaseQueue()
        try table.database.queue.backup(to: queue)
        let again = TestMigration(2, name: "again") { Update("t", set: "a = 'y' || a") }
        var settings = RunSettings.unhurried
        settings.indexes = .rebuild
        try Migrator(queue, migrations: [Self.changing, again], settings: settings).runAndWait()
        let count = try queue.read {
            try Int.fetchOne(
                $0, sql: "SELECT count(*) FROM sqlite_master WHERE name LIKE 'i\\_%' ESCAPE '\\'")
        }
        #expect(count == 5)
    }

    @Test("through an app's pool, whose readers see every moment whole")
    func pool() throws {
        let expected = try kept(Self.transforming, rows: 50)
        let table = try IndexedTable(rows: 50)
        let pool = try DatabasePool(path: table.database.path)
        var settings = RunSettings.unhurried
        settings.indexes = .rebuild
        settings.chunkRowLimit = 8
        let migrator = try Migrator(pool, migrations: [Self.transforming], settings: settings)
        let seen = Recorder<Int?>()
        try migrator.runAndWait { _ in
            seen.append(
                try? pool.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM t WHERE a > ''") })
        }
        #expect(Set(seen.all) == [50])
        #expect(try table.state() == expected)
    }

    @Test("an empty table, and one without such indexes, run as ever")
    func nothingToDo() throws {
        let table = try IndexedTable(rows: 5)
        try table.database.execute("DELETE FROM t")
        try table.migrator(.rebuild, Self.changing).runAndWait()
        #expect(try table.indexes().count == 6)
        let unindexed = TestMigration(1) { Update("t", set: "done = 1") }
        let other = try IndexedTable(rows: 5)
        #expect(try events(other.migrator(.rebuild, unindexed)).dropped.isEmpty)
    }

    @Test("steps behind the batch find them again")
    func stepsBehind() throws {
        let migration = TestMigration(1) {
            Update("t", set: "a = 'z' || a")
            Verify("searched by the index", noRows: "SELECT 1 FROM t INDEXED BY i_a WHERE a < 'z'")
            Execute("DROP INDEX i_partial; CREATE INDEX i_partial ON t (n, a)")
            Update("t", set: "a = 'y' || a")
            Execute("DROP INDEX i_a")
        }
        let expected = try kept(migration, rows: 20)
        for chunks in 1...6 {
            let table = try IndexedTable(rows: 20)
            let migrator = try table.migrator(.rebuild, migration, chunk: 8)
            #expect(try StopAt.chunk(chunks).run(migrator).outcome == .stopped(.interrupted, at: 1))
            try migrator.runAndWait()
            #expect(try table.state() == expected)
        }
    }

    // MARK: auto

    private static let many = 25_000

    @Test("auto drops them in the course of a large batch, once")
    func auto() throws {
        let expected = try kept(Self.changing, rows: Self.many)
        let table = try IndexedTable(rows: Self.many)
        table.rest()
        let rowsDone = Recorder<Int>()
        let missing = Recorder<Int>()
        try table.migrator(.auto, Self.changing, chunk: 2_000).runAndWait { event in
            switch event {
            case .chunk(_, let progress): rowsDone.append(progress.rowsDone)
            case .indexesDropped: missing.append(rowsDone.all.last ?? 0)
            default: break
            }
        }
        #expect(missing.all.count == 1)
        #expect((500..<2_000).contains(missing.all.first ?? 0))
        #expect(try table.state() == expected)
    }

    @Test("auto leaves them in a batch that writes few of its rows, and in a small one")
    func autoNot() throws {
        let few = TestMigration(1) {
            Batch("t", "UPDATE t SET a = 'z' || a WHERE n = 0 AND id % 20 = 0 AND :chunk")
        }
        let large = try IndexedTable(rows: Self.many)
        large.rest()
        #expect(try events(large.migrator(.auto, few)).dropped.isEmpty)
        let small = try IndexedTable(rows: 10_499)
        small.rest()
        #expect(try events(small.migrator(.auto, Self.changing)).dropped.isEmpty)
    }

    @Test("auto leaves them while another connection writes, and did so just before")
    func autoBesideOthers() throws {
        let table = try IndexedTable(rows: Self.many, "CREATE TABLE o (x)")
        let other = try TestDatabase.open(table.database.path)
        let dropped = Recorder<[String]>()
        try table.migrator(.auto, Self.changing, chunk: 1_000).runAndWait { event in
            switch event {
            case .chunk: try? other.write { try $0.execute(sql: "INSERT INTO o VALUES (1)") }
            case .indexesDropped(_, let names): dropped.append(names)
            default: break
            }
        }
        #expect(dropped.all.isEmpty)
    }

    @Test("rows refused before and behind the drop are counted once each")
    func quarantine() throws {
        let migration = TestMigration(1) {
            Transform(
                "t", where: "done IS NULL", reading: .integer("id"), writing: .text("a"),
                .integer("done")
            ) { id in
                if id == 7 || id == 20_000 { throw Odd(secret: "planted") }
                return ("z", 1)
            }.refusals(.quarantine(upTo: 2))
        }
        let table = try IndexedTable(rows: Self.many)
        table.rest()
        let other = try TestDatabase.open(table.database.path)
        let (dropped, again) = (Recorder<[String]>(), Shared(0))
        let report = try table.migrator(.auto, migration, chunk: 2_000).runAndWait { event in
            switch event {
            case .indexesDropped(_, let names): dropped.append(names)
            case .chunk(_, let progress) where progress.rowsDone == Self.many && again.value == 0:
                // Behind the cursor: there is a further pass.
                again.update { $0 += 1 }
                try? other.write { try $0.execute(sql: "INSERT INTO t (id, b) VALUES (0, 'x')") }
            default: break
            }
        }
        #expect(dropped.all.count == 1)
        #expect(report.rowsQuarantined == 2)
        #expect(try table.database.count("SELECT count(*) FROM t WHERE done IS NULL") == 2)
    }

    // MARK: Stops

    @Test("stopped after each chunk, it says what is missing and goes on to the same end")
    func stoppedAfterEachChunk() throws {
        for (policy, resume) in [
            (IndexPolicy.rebuild, IndexPolicy.rebuild), (.rebuild, .auto), (.rebuild, .keep),
            (.keep, .rebuild),
        ] {
            let expected = try kept(Self.transforming, rows: 20)
            for chunks in 1...6 {
                let table = try IndexedTable(rows: 20)
                let migrator = try table.migrator(policy, Self.transforming, chunk: 4)
                let report = try StopAt.chunk(chunks).run(migrator)
                let isStopped = report.outcome != .done
                let missing = isStopped && policy == .rebuild ? Self.written : []
                #expect(report.missingIndexes == missing)
                #expect(try migrator.status().migrations[0].missingIndexes == missing)
                #expect(try table.indexes().count == 6 - missing.count)
                try table.migrator(resume, Self.transforming, chunk: 4).runAndWait()
                #expect(try table.state() == expected, "\(policy) \(resume) \(chunks)")
                #expect(try migrator.status().migrations[0].missingIndexes == [])
            }
        }
    }

    @Test("stopped before the first chunk, when they are dropped, it goes on or is taken back")
    func stoppedAtTheDrop() throws {
        let expected = try kept(Self.changing, rows: 20)
        for isTakenBack in [false, true] {
            let table = try IndexedTable(rows: 20)
            let before = try table.rows() + table.schema()
            let migrator = try table.migrator(.rebuild, Self.changing, chunk: 4)
            let stop = StopAt { if case .indexesDropped = $0 { true } else { false } }
            #expect(try stop.run(migrator).outcome == .stopped(.interrupted, at: 1))
            let status = try migrator.status().migrations[0]
            #expect(status.state == .interrupted)
            #expect(status.missingIndexes == Self.written)
            if isTakenBack {
                try migrator.rollback()
                #expect(try table.rows() + table.schema() == before)
                #expect(try migrator.status().migrations[0].state == .pending)
            } else {
                try migrator.runAndWait()
                #expect(try table.state() == expected)
            }
        }
    }

    @Test("stopped before each of them is built, it builds the rest when it goes on")
    func stoppedAtEachIndex() throws {
        let expected = try kept(Self.changing, rows: 20)
        for index in Self.written {
            let table = try IndexedTable(rows: 20)
            let migrator = try table.migrator(.rebuild, Self.changing, chunk: 4)
            let stop = StopAt {
                if case .index(_, let progress) = $0 { progress.name == index } else { false }
            }
            let report = try stop.run(migrator)
            // A small one is built before anybody looks; the rest is not begun.
            let place = (Self.written.firstIndex(of: index) ?? 0) + 1
            #expect(report.missingIndexes == Array(Self.written.dropFirst(place)))
            try migrator.runAndWait()
            #expect(try table.state() == expected)
        }
    }

    @Test("a signal interrupts the building of a large one, which is built when it goes on")
    func interrupted() throws {
        let table = try IndexedTable(rows: 30_000)
        let migrator = try table.migrator(.rebuild, Self.changing)
        let stop = StopAt { if case .index = $0 { true } else { false } }
        let report = try stop.run(migrator)
        #expect(report.outcome == .stopped(.interrupted, at: 1))
        #expect(report.missingIndexes == Self.written)
        #expect(try table.indexes().count == 2)
        try migrator.runAndWait()
        #expect(try table.state() == kept(Self.changing, rows: 30_000))
    }

    @Test("a time budget that is over ends no building")
    func timeBudget() throws {
        let table = try IndexedTable(rows: 20)
        let migrator = try table.migrator(.rebuild, Self.changing)
        let isBuilding = Shared(false)
        // On a slow machine a run may be over before it comes so far.
        while !isBuilding.value {
            let (start, budget) = (ContinuousClock.now, Duration.milliseconds(300))
            let report = try migrator.runAndWait(for: budget) { event in
                guard case .index = event else { return }
                isBuilding.update { $0 = true }
                // The time is over while the first is built.
                while ContinuousClock.now - start < budget * 2 {}
            }
            #expect(!isBuilding.value || report.outcome == .done)
        }
        #expect(try table.indexes().count == 6)
    }

    @Test("a table paged by its bare rowid goes on behind each stop")
    func bareRowID() throws {
        let key = "k INTEGER"
        let expected = try kept(Self.changing, rows: 20, key: key)
        for chunks in 1...4 {
            let table = try IndexedTable(rows: 20, key: key)
            let migrator = try table.migrator(.rebuild, Self.changing, chunk: 4)
            #expect(try StopAt.chunk(chunks).run(migrator).outcome != .done)
            try migrator.runAndWait()
            #expect(try table.state() == expected)
        }
        for index in Self.written {
            let table = try IndexedTable(rows: 20, key: key)
            let migrator = try table.migrator(.rebuild, Self.changing, chunk: 4)
            let stop = StopAt {
                if case .index(_, let progress) = $0 { progress.name == index } else { false }
            }
            _ = try stop.run(migrator)
            try migrator.runAndWait()
            #expect(try table.state() == expected)
        }
    }

    @Test("somebody else's change of the schema is refused there as ever")
    func bareRowIDAndOthers() throws {
        for policy in [IndexPolicy.rebuild, .keep] {
            let table = try IndexedTable(rows: 20, key: "k INTEGER")
            let migrator = try table.migrator(.rebuild, Self.changing, chunk: 4)
            _ = try StopAt.chunk(2).run(migrator)
            try table.database.execute("VACUUM")
            let code = code {
                try table.migrator(policy, Self.changing, chunk: 4).runAndWait()
            }
            #expect(code == .schemaMoved)
            // The way out, and the indexes with it.
            try migrator.rollback()
            #expect(try table.indexes().count == 6)
        }
    }

    // MARK: Failures and the way back

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

    // MARK: Others meanwhile

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

    // MARK: Progress and the connection

    @Test("building tells how far it is")
    func progress() throws {
        let table = try IndexedTable(rows: 30_000)
        let told = Recorder<IndexProgress>()
        try table.migrator(.rebuild, Self.changing).runAndWait { event in
            if case .index(_, let progress) = event { told.append(progress) }
        }
        for name in Self.written {
            let own = told.all.filter { $0.name == name }
            #expect(own.first?.fraction == 0)
            #expect(own.last?.fraction == 1)
            #expect(own.map(\.fraction) == own.map(\.fraction).sorted())
            #expect(own.allSatisfy { $0.table == "t" && $0.rows == 30_000 })
        }
    }
}
