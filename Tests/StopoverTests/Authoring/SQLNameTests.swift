import Testing

@testable import Stopover

@Suite struct SQLNameTests {
    @Test(
        "A quoted name reads back as the name",
        arguments: ["contacts", "a b", "a\"b", "\"", "", "a]b", "order", "\"\u{301}", "a\nb"]
    )
    func quoted(name: String) throws {
        let token = try #require(SQLTokenizer.significant(SQLName.quoted(name)).first)
        #expect(token.kind == .quotedIdentifier)
        #expect(Array(token.name.utf8) == Array(name.utf8))
    }

    @Test(
        "Only a name that is not a plain one gets quotes",
        arguments: [
            ("contacts", "contacts"), ("a_1$", "a_1$"), ("имя", "имя"), ("a b", "\"a b\""),
            ("1a", "\"1a\""), ("", "\"\""), ("a-b", "\"a-b\""), ("a\"b", "\"a\"\"b\""),
        ]
    )
    func quotedWhereNeeded(name: String, expected: String) {
        #expect(SQLName.quotedWhereNeeded(name) == expected)
    }
}
