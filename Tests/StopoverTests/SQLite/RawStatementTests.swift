import GRDB
import GRDBSQLite
import Testing

@testable import Stopover

struct RawStatementTests {
    private static let values = StoredValueTests.values.map(\.0)

    @Test(arguments: values)
    func bindsAndReadsAValueAsItIs(_ value: StoredValue) throws {
        let read = try DatabaseQueue().read { db in
            let statement = try RawStatement(db, "SELECT ?1, typeof(?1), length(CAST(?1 AS BLOB))")
            try statement.bind(value, at: 1)
            return try statement.firstRow()
        }
        #expect(read?[0] == value)
    }

    @Test(arguments: values)
    func aValueGoesThroughATableAsItIs(_ value: StoredValue) throws {
        let read = try DatabaseQueue().writeWithoutTransaction { db in
            try db.execute(sql: "CREATE TABLE t (v)")
            let insert = try RawStatement(db, "INSERT INTO t VALUES (:v)")
            try insert.bind(value, named: ":v")
            try insert.run()
            return try RawStatement(db, "SELECT v FROM t").firstRow()
        }
        #expect(read == [value])
    }

    /// In its place would be NULL.
    @Test func aValueThatCanNotBeBoundIsAnError() throws {
        try DatabaseQueue().read { db in
            sqlite3_limit(db.sqliteConnection, SQLITE_LIMIT_LENGTH, 100)
            let statement = try RawStatement(db, "SELECT ?")
            for value in [
                StoredValue(.text(Array(repeating: 65, count: 101))),
                StoredValue(.blob(Array(repeating: 65, count: 101))),
            ] {
                let error = #expect(throws: DatabaseError.self) {
                    try statement.bind(value, at: 1)
                }
                #expect(error?.resultCode == .SQLITE_TOOBIG)
            }
        }
    }

    @Test func aParameterThatIsNotThereIsPassedOver() throws {
        let read = try DatabaseQueue().read { db in
            let statement = try RawStatement(db, "SELECT :a")
            try statement.bind(StoredValue(.integer(1)), named: ":b")
            return try statement.firstRow()
        }
        #expect(read == [.null])
    }

    @Test func aStatementBeginsWithNoBindingsOfItsLastUse() throws {
        let read = try DatabaseQueue().read { db in
            let first = try RawStatement(db, "SELECT ?")
            try first.bind(StoredValue(.integer(1)), at: 1)
            _ = try first.step()
            return try RawStatement(db, "SELECT ?").firstRow()
        }
        #expect(read == [.null])
    }

    @Test func noRowIsNil() throws {
        let read = try DatabaseQueue().read { try RawStatement($0, "SELECT 1 WHERE 0").firstRow() }
        #expect(read == nil)
    }

    @Test func aFailureTellsCodeAndMessageWithoutArguments() throws {
        let error = try DatabaseQueue().writeWithoutTransaction { db in
            try db.execute(sql: "CREATE TABLE t (v UNIQUE); INSERT INTO t VALUES ('planted')")
            let insert = try RawStatement(db, "INSERT INTO t VALUES (?)")
            try insert.bind(StoredValue(.text(Array("planted".utf8))), at: 1)
            return #expect(throws: DatabaseError.self) { try insert.run() }
        }
        #expect(error?.extendedResultCode == .SQLITE_CONSTRAINT_UNIQUE)
        #expect(error?.message == "UNIQUE constraint failed: t.v")
        #expect(error?.sql == nil)
        #expect(error?.arguments == nil)
    }

    @Test func runsToItsEnd() throws {
        let count = try DatabaseQueue().writeWithoutTransaction { db in
            try db.execute(sql: "CREATE TABLE t (v)")
            try RawStatement(db, "INSERT INTO t VALUES (1), (2), (3) RETURNING v").run()
            return try Int.fetchOne(db, sql: "SELECT count(*) FROM t")
        }
        #expect(count == 3)
    }
}
