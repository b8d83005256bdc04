import Testing

@testable import Stopover

@Suite("SQLTokenizer+Split") struct SQLTokenizerSplitTests {
    @Test(
        "It is cut where no parentheses are open",
        arguments: [
            ("", [""]), ("a", ["a"]), ("a,b", ["a", "b"]), (",", ["", ""]),
            (
                "f(a, (b, c)), ',', \",\", [,] /* , */",
                ["f(a, (b, c))", " ',', \",\", [,] /* , */"]
            ),
            ("a), b", ["a)", " b"]), ("(a, b", ["(a, b"]),
        ]
    )
    func split(_ sql: String, _ expected: [String]) {
        let parts = SQLTokenizer.split(sql, limit: 2) { $0.isSymbol(",") }
        #expect(parts == expected)
        let all = SQLTokenizer.split(sql) { $0.isSymbol(",") }
        #expect(all.joined(separator: ",") == sql)
    }

    @Test("Words are told without quotes and in small letters")
    func words() {
        let words = SQLTokenizer.words(["Lower(\"Two Words\") -- not this", "b ->> 'X'"])
        #expect(words == ["lower", "(", "two words", ")", "b", "->>", "x"])
    }
}
