import Testing

@testable import Stopover

@Suite("Verify(sameRowCount:)")
struct RowCountCheckTests {
    @Test("Verify(sameRowCount:) holds over an atomic migration and over one of several steps")
    func sameRowCount() throws {
        for isAtomic in [true, false] {
            let database = try TestDatabase(
                "CREATE TABLE a (id INTEGER PRIMARY KEY, v); INSERT INTO a (id) VALUES (1), (2), (3)"
            )
            let migrator = try database.migrator([
                TestMigration(1) {
                    Execute("DELETE FROM a WHERE id = 3 AND 1 = 2")
                    if !isAtomic { Update("a", set: "v = 1") }
                    Execute("INSERT INTO a (id) SELECT 4 WHERE (SELECT count(*) FROM a) = 3")
                    Verify(sameRowCount: "a")
                }
            ])
            let step = isAtomic ? 3 : 4
            #expect(
                message { _ = try migrator.run() }
                    == """
                    001: step \(step): a has 4 rows, and had 3 when the migration began
                      Find what added or took rows, then run again or roll back.
                    """)
            #expect(try database.count("SELECT count(*) FROM a") == 3)
        }
    }

    @Test("a row count is compared with that at the migration's beginning, after a resume too")
    func sameRowCountResumed() throws {
        let database = try TestDatabase(
            "CREATE TABLE a (id INTEGER PRIMARY KEY, v); INSERT INTO a VALUES (1, 0), (2, 0)")
        let migrator = try database.migrator([
            TestMigration(1) {
                Update("a", set: "v = 1").chunk(rows: 1)
                Verify(sameRowCount: "a")
            }
        ])
        let stop = StopSignal()
        _ = try migrator.runAndWait(stop: stop) { if case .chunk = $0 { stop.request() } }
        try database.execute("DELETE FROM a WHERE id = 2")
        #expect(
            message { _ = try migrator.run() }
                == """
                001: step 2: a has 1 rows, and had 2 when the migration began
                  Find what added or took rows, then run again or roll back.
                """)
    }
}
