import Testing

@testable import Stopover

@Suite struct MigrationVersionTests {
    @Test(
        "A version is 1 to 32 ASCII digits, kept as written",
        arguments: ["0", "1", "001", "20261122101500", String(repeating: "9", count: 32)]
    )
    func valid(text: String) throws {
        let version = try #require(MigrationVersion(text))
        #expect(version.text == text)
        #expect(version.description == text)
        #expect(version.isValid)
    }

    @Test(
        "Anything else is none",
        arguments: [
            "", " ", "1 ", "-1", "+1", "1.0", "0x1", "one", "١", "１", "1\0", "1\u{301}",
            String(repeating: "0", count: 33),
        ]
    )
    func invalid(text: String) {
        #expect(MigrationVersion(text) == nil)
        #expect(!MigrationVersion(stringLiteral: text).isValid)
    }

    @Test("A number literal is filled up to three digits")
    func numbers() {
        let versions: [MigrationVersion] = [0, 1, 12, 123, 1234, 20_261_122_101_500]
        #expect(versions.map(\.text) == ["000", "001", "012", "123", "1234", "20261122101500"])
    }

    @Test(
        "Leading zeros don't tell versions apart",
        arguments: [
            ("1", "001"), ("0", "000"), ("10", "00010"), ("20261122101500", "020261122101500"),
        ]
    )
    func equal(left: String, right: String) throws {
        let left = try #require(MigrationVersion(left))
        let right = try #require(MigrationVersion(right))
        #expect(left == right)
        #expect(left.hashValue == right.hashValue)
        #expect(!(left < right) && !(right < left))
    }

    @Test("Versions are ordered as numbers, of any length")
    func order() throws {
        let ascending = [
            "0", "1", "02", "9", "010", "11", "99", "100", "20261122101500", "20261122101501",
            "99999999999999999999", "100000000000000000000", String(repeating: "9", count: 32),
        ]
        let versions = try ascending.map { try #require(MigrationVersion($0)) }
        #expect(versions.reversed().sorted() == versions)
        for (index, version) in versions.enumerated() {
            #expect(versions[..<index].allSatisfy { $0 < version && $0 != version })
        }
    }
}
