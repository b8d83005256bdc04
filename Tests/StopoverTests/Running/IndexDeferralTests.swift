import GRDB
import Testing

@testable import Stopover

/// Batches without the indexes that they write: however a run ends, they end with the same indexes.
@Suite("Index deferral")
struct IndexDeferralTests: IndexDeferralFixture {
    static let deleting = TestMigration(1, name: "deleting") {
        Batch("t", "DELETE FROM t WHERE n = 1 AND :chunk; UPDATE t SET a = 'q' || n WHERE :chunk")
    }

    @Test(
        "rows, schema and statistics are those of a run that keeps the indexes",
        arguments: [Self.changing, Self.transforming, Self.deleting])
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
