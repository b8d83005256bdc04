import GRDB
import Testing

@testable import Stopover

struct StoredValueTests {
    private static func text(_ bytes: [UInt8]) -> StoredValue { StoredValue(.text(bytes)) }
    private static func text(_ text: String) -> StoredValue { StoredValue(.text(Array(text.utf8))) }
    private static func blob(_ bytes: [UInt8]) -> StoredValue { StoredValue(.blob(bytes)) }

    static let values: [(StoredValue, String)] = [
        (.null, "NULL"),
        (StoredValue(.integer(0)), "0"),
        (StoredValue(.integer(.min)), "-9223372036854775808"),
        (StoredValue(.integer(.max)), "9223372036854775807"),
        (StoredValue(.real(1)), "1.0"),
        (StoredValue(.real(-0.1)), "-0.1"),
        (StoredValue(.real(0.30000000000000004)), "0.30000000000000004"),
        (StoredValue(.real(1e300)), "1e+300"),
        (StoredValue(.real(.leastNonzeroMagnitude)), "5e-324"),
        (StoredValue(.real(.infinity)), "9e999"),
        (StoredValue(.real(-.infinity)), "-9e999"),
        (text(""), "''"),
        (text("5"), "'5'"),
        (text("it's"), "'it''s'"),
        (text("'"), "''''"),
        (text("'\u{301}"), "'''\u{301}'"),
        (text("\r\n'"), "'\r\n'''"),
        (text("🦒"), "'🦒'"),
        (text("a\0b"), "CAST(x'610062' AS TEXT)"),
        (text([0xff, 0x61]), "CAST(x'ff61' AS TEXT)"),
        (text([0xed, 0xa0, 0x80]), "CAST(x'eda080' AS TEXT)"),
        (blob([]), "x''"),
        (blob([0x35]), "x'35'"),
        (blob([0x00, 0x0f, 0xf0, 0xff]), "x'000ff0ff'"),
    ]

    @Test(arguments: values)
    func isWrittenAsSQLWritesIt(_ value: StoredValue, _ literal: String) {
        #expect(value.literal == literal)
        #expect(Array(value.literal.utf8) == Array(literal.utf8))
    }

    @Test(arguments: values)
    func itsLiteralGivesTheValueBack(_ value: StoredValue, _ literal: String) throws {
        let read = try DatabaseQueue().read { db in
            try RawStatement(db, "SELECT \(value.literal)").firstRow()
        }
        #expect(read == [value])
    }

    @Test func twoValuesNeverHaveOneLiteral() {
        #expect(Set(Self.values.map(\.0.literal)).count == Self.values.count)
    }

    @Test func spellingsThatSwiftCallsEqualAreTwoKeys() {
        #expect("é" == "e\u{301}")
        #expect(Self.text("é") != Self.text("e\u{301}"))
        #expect(Self.text("5") != StoredValue(.integer(5)))
        #expect(Self.text("5") != Self.blob([0x35]))
    }

    @Test(arguments: [
        (StoredValue.null, "NULL"), (StoredValue(.integer(-7)), "-7"),
        (StoredValue(.real(1.5)), "(a real)"), (text("secret"), "(a text)"),
        (blob([1]), "(a blob)"),
    ])
    func onlyIntegersAreShown(_ value: StoredValue, _ shown: String) {
        #expect(value.publicDescription == shown)
    }
}

extension StoredValue: CustomTestStringConvertible {
    public var testDescription: String { literal }
}
