import Testing

@testable import Stopover

@Suite struct SQLTokenTests {
    @Test(
        "A name is what its quotes hold",
        arguments: [
            ("plain", "plain"), ("\"a b\"", "a b"), ("\"a\"\"b\"", "a\"b"), ("\"\"\"\"", "\""),
            ("[a\"\"b]", "a\"\"b"), ("`a``b`", "a`b"), ("'it''s'", "it's"), ("\"\"", ""),
            ("\"open", "open"), (":p", ":p"), ("\"\"\"\u{301}\"", "\"\u{301}"),
        ]
    )
    func name(sql: String, expected: String) throws {
        let token = try #require(SQLTokenizer.significant(sql).first)
        #expect(Array(token.name.utf8) == Array(expected.utf8))
    }

    @Test(
        "A keyword is a plain word of ASCII letters in upper case",
        arguments: [
            ("begin", "BEGIN"), ("Begin", "BEGIN"), ("ſavepoint", nil), ("brea\u{212A}", nil),
            ("\"begin\"", nil), ("'begin'", nil), (":begin", nil),
        ] as [(String, String?)]
    )
    func keyword(sql: String, expected: String?) throws {
        #expect(try #require(SQLTokenizer.significant(sql).first).keyword == expected)
    }

    @Test("Only an ASCII semicolon is one")
    func semicolon() {
        #expect(SQLTokenizer.significant("; \u{37E}").map(\.isSemicolon) == [true, false])
    }
}
