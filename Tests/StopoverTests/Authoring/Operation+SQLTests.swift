import GRDB
import Testing

@testable import Stopover

@Suite struct OperationSQLTests {
    @Test("A column is added by ALTER TABLE")
    func addColumn() {
        let script = Script(addingColumn: "b TEXT", to: "my \"t")
        #expect(script.sql == #"ALTER TABLE "my ""t" ADD COLUMN b TEXT"#)
        #expect(script.inTransaction)
    }

    @Test("An update is one statement with the key range beside its filter")
    func update() {
        let plain = Update("t", set: "a = 1").batch
        #expect(plain.statements(updating: "a = 1") == "UPDATE \"t\" SET a = 1\nWHERE :chunk")
        let filtered = Update("t", set: "a = 1", where: "b OR c").batch
        #expect(
            filtered.statements(updating: "a = 1")
                == "UPDATE \"t\" SET a = 1\nWHERE (b OR c\n) AND :chunk")
    }

    @Test(
        "A filter narrows each :chunk",
        arguments: [
            ("DELETE FROM t WHERE :chunk", "DELETE FROM t WHERE (:chunk AND (b OR c\n))"),
            (
                "A :chunk; B ':chunk' :chunk",
                "A (:chunk AND (b OR c\n)); B ':chunk' (:chunk AND (b OR c\n))"
            ),
        ]
    )
    func narrowing(sql: String, expected: String) {
        #expect(Batch("t", where: "b OR c", sql).batch.statements(narrowing: sql) == expected)
        #expect(Batch("t", sql).batch.statements(narrowing: sql) == sql)
    }

    @Test("A filter can't be written beside the chunk's edges", arguments: [":first", ":last_a"])
    func edges(name: String) {
        let sql = "DELETE FROM t WHERE :chunk AND a < \(name)"
        #expect(Batch("t", where: "b", sql).batch.statements(narrowing: sql) == nil)
        #expect(Batch("t", sql).batch.statements(narrowing: sql) == sql)
    }

    /// The same rows, however the engine gets there.
    @Test("The SQL of an update changes the rows that the step is about")
    func runs() throws {
        let queue = try DatabaseQueue()
        let batch = Update("t", set: "a = a * 10 -- ten", where: "b = 1 OR b = 2 -- some").batch
        let sql = ChunkTemplate.replacingChunk(
            in: batch.statements(updating: "a = a * 10 -- ten"), with: "id < 4")
        let rows = try queue.write { db in
            try db.execute(sql: "CREATE TABLE t (id INTEGER PRIMARY KEY, a, b)")
            try db.execute(sql: "INSERT INTO t VALUES (1, 1, 1), (2, 2, 3), (3, 3, 2), (4, 4, 1)")
            try db.execute(sql: sql)
            return try Int.fetchAll(db, sql: "SELECT a FROM t ORDER BY id")
        }
        #expect(rows == [10, 2, 30, 4])
    }

    @Test("Code is told from SQL")
    func closures() {
        let steps = operations {
            Execute { _ in }
            Transform("t", reading: .text("a"), writing: .text("a")) { $0 }
            ForEachRow("t", reading: .text("a")) { _, _ in }
            Execute("SELECT 1")
            AddColumn("t", "a")
            Update("t", set: "a = 1")
            Batch("t", "DELETE FROM t WHERE :chunk")
            Verify("a", noRows: "SELECT 1")
            Verify(sameRowCount: "t")
        }
        #expect(
            steps.map(\.holdsClosure)
                == [true, true, true, false, false, false, false, false, false])
    }
}
