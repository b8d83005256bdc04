import GRDB
import Testing

@testable import Stopover

struct DeferredIndexTests {
    private func queue(_ sql: String = "") throws -> DatabaseQueue {
        try memory(
            "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT); "
                + "INSERT INTO t VALUES (1, 'x', 'y'), (2, 'X', NULL); " + sql)
    }

    private func schema(_ db: Database) throws -> [String] {
        try String.fetchAll(
            db,
            sql:
                "SELECT type || '|' || name || '|' || ifnull(sql, '') FROM sqlite_master ORDER BY name"
        )
    }

    private func statistics(_ db: Database) throws -> [String] {
        try String.fetchAll(
            db, sql: "SELECT quote(tbl) || quote(idx) || quote(stat) FROM sqlite_stat1 ORDER BY 1")
    }

    /// Drops and makes it, and tells the schema in between.
    private func roundTrip(_ db: Database, _ name: String) throws -> [String] {
        var between: [String] = []
        try db.inTransaction {
            let index = try #require(try DeferredIndex.drop(name, rowCount: 2, in: db))
            between = try schema(db)
            try index.create(in: db)
            return .commit
        }
        return between
    }

    @Test(
        "it comes back to the letter",
        arguments: [
            "CREATE INDEX i ON t (a)",
            "create index   if not  exists   i on t(a,b desc) where a>''",
            "CREATE INDEX main.i ON t (lower(a) COLLATE NOCASE, b) -- a comment",
            "CREATE INDEX \"i\" ON \"t\" ( a /* ; */ )\n  WHERE b = ';'",
            "CREATE INDEX i ON t (a) -- a comment\n",
            "CREATE INDEX [i] ON [t] ([a])",
        ])
    func toTheLetter(_ sql: String) throws {
        try queue(sql).writeWithoutTransaction { db in
            let before = try schema(db)
            let between = try roundTrip(db, "i")
            #expect(!between.contains { $0.hasPrefix("index|i|") })
            #expect(try schema(db) == before)
            #expect(try String.fetchOne(db, sql: "PRAGMA integrity_check") == "ok")
        }
    }

    @Test(arguments: ["i \"q\"", "é", "select", "a.b", "it's"])
    func namesOfAnyKindDo(_ name: String) throws {
        try queue("CREATE INDEX \(quoted(name)) ON t (a)").writeWithoutTransaction { db in
            let before = try schema(db)
            _ = try roundTrip(db, name)
            #expect(try schema(db) == before)
        }
    }

    @Test func itsStatisticsComeBackAndOthersStay() throws {
        let sql = "CREATE INDEX i ON t (a); CREATE INDEX j ON t (b); ANALYZE"
        try queue(sql).writeWithoutTransaction { db in
            try db.execute(sql: "UPDATE sqlite_stat1 SET stat = '700 7 unordered' WHERE idx = 'i'")
            let before = try statistics(db)
            _ = try roundTrip(db, "i")
            #expect(try statistics(db) == before)
        }
    }

    @Test func itsStatisticsAreInForceAtOnce() throws {
        let sql = "CREATE INDEX i ON t (a); CREATE INDEX j ON t (b); ANALYZE"
        try queue(sql).writeWithoutTransaction { db in
            // By these, i finds one row, and j all.
            try db.execute(
                sql: """
                    UPDATE sqlite_stat1 SET stat = '100000 1' WHERE idx = 'i';
                    UPDATE sqlite_stat1 SET stat = '100000 90000' WHERE idx = 'j'; ANALYZE sqlite_master
                    """)
            let query = "EXPLAIN QUERY PLAN SELECT * FROM t WHERE a = 'x' AND b = 'y'"
            let before = try Row.fetchAll(db, sql: query).map { $0["detail"] as String }
            _ = try roundTrip(db, "i")
            #expect(try Row.fetchAll(db, sql: query).map { $0["detail"] as String } == before)
            #expect(before == ["SEARCH t USING INDEX i (a=?)"])
        }
    }

    @Test func anIndexThatWasNeverAnalyzedGetsNoStatistics() throws {
        try queue("CREATE INDEX j ON t (b); ANALYZE; CREATE INDEX i ON t (a)")
            .writeWithoutTransaction { db in
                let before = try statistics(db)
                _ = try roundTrip(db, "i")
                #expect(try statistics(db) == before)
            }
    }

    @Test func statisticsThatSomebodyMadeMeanwhileStay() throws {
        try queue("CREATE INDEX i ON t (a); ANALYZE").writeWithoutTransaction { db in
            let index = try #require(try DeferredIndex.drop("i", rowCount: 2, in: db))
            try db.execute(sql: "CREATE INDEX i ON t (a); ANALYZE")
            try db.execute(sql: "UPDATE sqlite_stat1 SET stat = 'new'")
            try index.create(in: db)
            #expect(try statistics(db) == ["'t''i''new'"])
        }
    }

    @Test func aTemporaryTableOfTheSameNameIsNotTakenForIt() throws {
        try queue("CREATE INDEX i ON t (a)").writeWithoutTransaction { db in
            let index = try #require(try DeferredIndex.drop("i", rowCount: 2, in: db))
            try db.execute(sql: "CREATE TEMP TABLE t (other)")
            try index.create(in: db)
            #expect(
                try String.fetchAll(db, sql: "SELECT name FROM sqlite_temp_master") == ["t"])
        }
    }

    @Test func itSurvivesTheCheckpoint() throws {
        let database = try TestDatabase(
            "CREATE TABLE t (id INTEGER PRIMARY KEY, a); INSERT INTO t VALUES (1, 'x'); "
                + "CREATE INDEX i ON t (a); ANALYZE")
        let store = HistoryStore(tables: HistoryTables())
        try database.queue.writeWithoutTransaction { db in
            try store.prepare(db)
            var checkpoint = Checkpoint(version: 1, name: "t", runID: "r", direction: .up)
            let index = try #require(try DeferredIndex.drop("i", rowCount: 1, in: db))
            #expect(index.statistics.count == 1)
            checkpoint.deferredIndexes = [index]
            #expect(checkpoint.isHalfDone)
            try store.save(db, checkpoint)
            #expect(try store.checkpoint(db) == checkpoint)
            checkpoint.deferredIndexes = []
            try store.save(db, checkpoint)
            #expect(
                try Row.fetchOne(db, sql: "SELECT deferred_indexes FROM _migration_checkpoints")?[0]
                    == DatabaseValue.null)
        }
    }

    @Test func aCheckpointOfAnEarlierReleaseHasNone() throws {
        let store = HistoryStore(tables: HistoryTables())
        try queue().writeWithoutTransaction { db in
            try store.prepare(db)
            let checkpoint = Checkpoint(version: 1, name: "t", runID: "r", direction: .up)
            try store.save(db, checkpoint)
            try db.execute(
                sql: "ALTER TABLE _migration_checkpoints DROP COLUMN deferred_indexes")
            #expect(try store.checkpoint(db) == checkpoint)
            #expect(try !store.isPrepared(db))
            try store.prepare(db)
            #expect(try store.isPrepared(db))
        }
    }
}
