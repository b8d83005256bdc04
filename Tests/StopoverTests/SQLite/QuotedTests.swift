import Testing

@testable import Stopover

@Suite struct QuotedTests {
    @Test(
        "A quoted name reads back as the name",
        arguments: ["contacts", "a b", "a\"b", "\"", "", "a]b", "order", "\"\u{301}", "a\nb"]
    )
    func readsBack(name: String) throws {
        let tokens = SQLTokenizer.significant(quoted(name))
        #expect(tokens.map(\.kind) == [.quotedIdentifier])
        #expect(tokens.map { Array($0.name.utf8) } == [Array(name.utf8)])
    }
}
