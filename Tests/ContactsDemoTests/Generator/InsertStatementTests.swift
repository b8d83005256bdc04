import GRDB
import Testing

@testable import ContactsDemo

struct InsertStatementTests {
    @Test func insertsEveryKindOfValue() throws {
        let stored = try DatabaseQueue().write { db in
            try db.execute(sql: "CREATE TABLE t (a, b, c, d, e)")
            var row = try InsertStatement(db, into: "t", columnCount: 5)
            row.bind(-7)
            row.bind("")
            row.bind("é 𠮷 'x'")
            row.bind([0, 255] as [UInt8])
            row.bind(nil as String?)
            try row.insert()
            return try #require(try Row.fetchOne(db, sql: "SELECT * FROM t"))
        }
        let values = Array(stored.databaseValues.map(Value.init))
        #expect(
            values == [.integer(-7), .text(""), .text("é 𠮷 'x'"), .blob([0, 255]), .null])
    }

    @Test func forgetsARowsValuesWithTheRow() throws {
        let rows = try DatabaseQueue().write { db in
            try db.execute(sql: "CREATE TABLE t (a, b)")
            var row = try InsertStatement(db, into: "t", columnCount: 2)
            row.bind(1)
            row.bind("one")
            try row.insert()
            row.bind(2)
            row.bind(nil as String?)
            try row.insert()
            try row.insert()
            return try Row.fetchAll(db, sql: "SELECT * FROM t").map {
                Array($0.databaseValues.map(Value.init))
            }
        }
        #expect(rows == [[.integer(1), .text("one")], [.integer(2), .null], [.null, .null]])
    }

    @Test func throwsWhatSQLiteRefusesAndGoesOn() throws {
        try DatabaseQueue().write { db in
            try db.execute(sql: "CREATE TABLE t (a INTEGER PRIMARY KEY)")
            var row = try InsertStatement(db, into: "t", columnCount: 1)
            row.bind(1)
            try row.insert()
            row.bind(1)
            #expect { try row.insert() } throws: {
                ($0 as? DatabaseError)?.resultCode == .SQLITE_CONSTRAINT
            }
            row.bind(2)
            try row.insert()
            #expect(try Int.fetchAll(db, sql: "SELECT a FROM t") == [1, 2])
        }
    }
}
