import GRDB
import Testing

@testable import Stopover

@Suite("Schema steps in Swift")
struct ClosureStepTests {
    @Test("a closure runs on the empty copy as well as on the database")
    func closure() throws {
        let database = try TestDatabase("CREATE TABLE a (v); INSERT INTO a VALUES (1), (2)")
        let counts = Shared<[Int]>([])
        let migrator = try database.migrator([
            TestMigration(1) {
                Execute { db in
                    let count = try Int.fetchOne(db, sql: "SELECT count(*) FROM a") ?? -1
                    counts.update { $0.append(count) }
                    try db.execute(sql: "CREATE TABLE b AS SELECT * FROM a")
                }
            }
        ])
        _ = try migrator.run()
        #expect(counts.value == [0, 2])
        #expect(try database.lines("SELECT v FROM b") == ["1", "2"])
    }

    @Test("an error of a closure is told by its type, and no row's value with it")
    func closureErrors() throws {
        struct Secret: Error, CustomStringConvertible {
            var description: String { "secret" }
        }
        let database = try TestDatabase("CREATE TABLE a (v); INSERT INTO a VALUES ('secret')")
        func text(_ body: @escaping @Sendable (Database) throws -> Void) throws -> String {
            let migrator = try database.migrator([TestMigration(1) { Execute(body) }])
            return message { _ = try migrator.run() }
        }
        let hint = "\n  What was committed before stays; mend the cause and run again."
        #expect(
            try text { db in
                if try String.fetchOne(db, sql: "SELECT v FROM a") != nil { throw Secret() }
            } == "001: step 1: Execute (Swift): Secret was thrown" + hint)
        #expect(
            try text { db in
                _ = try DecodedRow.fetchAll(db, sql: "SELECT v AS name, NULL AS v FROM a")
            } == "001: step 1: Execute (Swift): RowDecodingError was thrown" + hint)
        #expect(
            try text { db in
                for value in try String.fetchAll(db, sql: "SELECT v FROM a") {
                    try db.execute(sql: "SELECT * FROM \(value)")
                }
            } == "001: step 1: Execute (Swift): SQLite error 1: SQL logic error" + hint)
        #expect(
            try text { _ in throw Secret() }
                == """
                001: step 1: Secret was thrown
                  Mend the step; nothing was changed. It ran on an empty copy of the schema.
                """)
    }
}

/// Decoding it fails with an error whose text holds the row.
private struct DecodedRow: FetchableRecord, Decodable {
    let v: Int
}
