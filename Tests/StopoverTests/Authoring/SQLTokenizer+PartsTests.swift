import Testing

@testable import Stopover

@Suite("SQLTokenizer+Parts") struct SQLTokenizerPartsTests {
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

    @Test(
        "A function is what stands before parentheses, or an operator that is one",
        arguments: [
            ("Lower(a) || \"Trim\" /* */ (b) -- c(d)", ["lower", "trim"]),
            (
                "a NOT like 'x' AND b ->> 'y' AND c -> 1 AND CURRENT_DATE",
                ["like", "->>", "->", "current_date"]
            ),
            ("date IS NULL AND kind = 'time(' AND lower = \"upper\"", []),
            ("ÜBER(a)", ["ÜBER"]), ("f", []), ("", []),
        ] as [(String, [String])]
    )
    func functionNames(_ sql: String, _ expected: [String]) {
        #expect(SQLTokenizer.functionNames(in: [sql]) == Set(expected.map(FoldedName.init)))
    }

    @Test("Words before parentheses that are no functions find none")
    func keywords() {
        #expect(
            SQLTokenizer.functionNames(in: ["a IN (1)", "b AND (c)"])
                == Set(["in", "and"].map(FoldedName.init)))
    }
}
