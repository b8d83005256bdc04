import Testing

@testable import Stopover

@Suite struct SQLDirectiveTests {
    @Test(
        "A directive is a name and the rest of its line",
        arguments: [
            ("-- migrate:up", "up", ""),
            ("--migrate:batch table:t  key:a ", "batch", "table:t  key:a"),
            ("-- migrate:verify every phone: is \"well\"\r", "verify", "every phone: is \"well\""),
            ("-- Migrate:", "", ""), ("--\tmigrate:\tup", "", "up"),
            ("-- migrate:up\ta", "up", "a"),
        ]
    )
    func parts(comment: String, name: String, rest: String) throws {
        let directive = try #require(SQLDirective(comment: comment[...]))
        #expect(directive.name == name)
        #expect(directive.rest == rest)
    }

    @Test(
        "Other comments are none",
        arguments: ["--", "-- migrate", "-- migrate up", "-- to migrate:up", "--- migrate:up"]
    )
    func none(comment: String) {
        #expect(SQLDirective(comment: comment[...]) == nil)
    }

    @Test("Options stand between blanks, which quotes may hold")
    func options() throws {
        let directive = try #require(
            SQLDirective(comment: "-- migrate:batch  table:\"a  b\"\tkey:\"c d\",e chunk:5"))
        let options = try directive.options([.table, .key, .chunk])
        #expect(options.count == 3)
        #expect(try options[.table]?.name() == "a  b")
        #expect(try options[.key]?.names() == ["c d", "e"])
        #expect(try options[.chunk]?.rowCount() == 5)
    }

    @Test(
        "Blanks at both ends are trimmed",
        arguments: [("", ""), (" \t\r", ""), (" a b ", "a b"), ("a", "a"), ("a\r", "a")]
    )
    func trimmed(text: String, expected: String) {
        #expect(text[...].trimmed == expected)
    }

    @Test(
        "Words are listed as a sentence has them",
        arguments: [
            ([], ""), (["a"], "a"), (["a", "b"], "a or b"), (["a", "b", "c"], "a, b or c"),
        ]
    )
    func listed(words: [String], expected: String) {
        #expect(words.listed(with: "or") == expected)
    }
}
