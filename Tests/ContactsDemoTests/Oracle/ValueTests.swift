import GRDB
import Testing

@testable import ContactsDemo

struct ValueTests {
    private static let distinct: [Value] = [
        .null, .integer(0), .integer(1), .real(1), .text(""), .text("1"), .text("é"),
        .text("e\u{301}"), .blob([]), .blob([49]),
    ]

    @Test func isEqualByStorageClassAndBytes() {
        for (index, value) in Self.distinct.enumerated() {
            for (other, rival) in Self.distinct.enumerated() {
                #expect((value == rival) == (index == other), "\(value) and \(rival)")
            }
        }
    }

    @Test func readsWhatSQLiteStores() throws {
        let row = try DatabaseQueue().read { db in
            try Row.fetchOne(db, sql: "SELECT NULL, 7, 1.5, 'e\u{301}', x'00ff'")
        }
        let values = Array(try #require(row).databaseValues.map(Value.init))
        #expect(values == [.null, .integer(7), .real(1.5), .text("e\u{301}"), .blob([0, 255])])
    }

    @Test func ordersKeysAsSQLiteDoes() {
        let ordered: [Value] = [
            .integer(-1), .integer(0), .integer(10), .text(""), .text("+1"), .text("+10"),
            .text("a"), .text("é"),
        ]
        for (index, value) in ordered.enumerated() {
            for (other, rival) in ordered.enumerated() {
                #expect(value.precedes(rival) == (index < other), "\(value) and \(rival)")
            }
        }
    }

    @Test(arguments: [
        (Value.null, "NULL"), (.integer(-5), "-5"), (.real(1.5), "1.5"),
        (.text("a\n\"b\""), "\"a\\n\\\"b\\\"\""), (.blob([1, 2, 3]), "a blob of 3 bytes"),
        (.text(String(repeating: "x", count: 100)), "\"" + String(repeating: "x", count: 59)),
    ])
    func showsItself(value: Value, text: String) {
        #expect(value.description == text)
    }

    @Test func takesNilForNull() {
        #expect(Value(nil as String?) == .null)
        #expect(Value(nil as Int?) == .null)
        #expect(Value("x" as String?) == .text("x"))
        #expect(Value(3 as Int?) == .integer(3))
    }
}
