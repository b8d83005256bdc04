import Testing

@testable import Stopover

@Suite struct RowAssignmentsTests {
    private func assignments(_ step: some BatchStep) -> [String]? {
        RowAssignments(step.batch).map { found in
            zip(found.columns, found.expressions).map { "\($0) = \($1)" }
        }
    }

    @Test(
        "Assignments are taken apart at what stands in no parentheses",
        arguments: [
            ("a = 1", ["a = ( 1\n)"]),
            ("a=lower(b), \"b c\" = max(a, 2)", ["a = (lower(b)\n)", "b c = ( max(a, 2)\n)"]),
            ("[a] = b = c, `d`= ','", ["a = ( b = c\n)", "d = ( ','\n)"]),
            ("a = 1 -- , b = 2", ["a = ( 1 -- , b = 2\n)"]),
            ("a /* = */ = b", ["a = ( b\n)"]),
            ("a = CASE b WHEN 1 THEN 2 END", ["a = ( CASE b WHEN 1 THEN 2 END\n)"]),
        ]
    )
    func set(_ set: String, _ expected: [String]) {
        #expect(assignments(Update("t", set: set)) == expected)
        #expect(
            assignments(Batch("t", "UPDATE t SET \(set)\nWHERE :chunk"))?.last
                == expected.last?.replacing("\n)", with: "\n\n)"))
    }

    @Test(
        "Of anything else nothing is taken for granted",
        arguments: [
            "", "a", "a = ", "a, b = 1", "(a, b) = (1, 2)", "a = 1,", "a = 1, A = 2",
            "a = 1 FROM u", "a = 1 WHERE b", "a = 1; DELETE FROM t", "a = :chunk", "a = ?1",
            "a = 1 RETURNING a", "a = 1 ORDER BY a LIMIT 1", "t.a = 1", "a == 1",
            "a = (SELECT max(b) FROM t)",
        ]
    )
    func others(_ set: String) {
        #expect(assignments(Update("t", set: set)) == nil)
    }

    @Test(
        "The rows of a statement are those of its conditions, in the chunk",
        arguments: [
            (nil, ":chunk", nil), ("c", ":chunk -- all", "c"),
            (nil, "b AND :chunk -- all", " b AND (1) -- all"),
            ("c -- some", "NOT b AND :chunk;", " NOT b AND (1 AND (c -- some\n))"),
        ] as [(String?, String, String?)]
    )
    func filter(_ filter: String?, _ conditions: String, _ expected: String?) throws {
        let batch = Batch("t", where: filter, "UPDATE t SET a = 1 WHERE \(conditions)").batch
        #expect(try #require(RowAssignments(batch)).filter == expected)
    }

    @Test(
        "Statements that are not one UPDATE of the chunk's rows are not taken apart",
        arguments: [
            "DELETE FROM t WHERE :chunk", "UPDATE t SET a = 1 WHERE b OR :chunk",
            "UPDATE t SET a = 1 WHERE :chunk; UPDATE t SET b = 1 WHERE :chunk",
            "UPDATE t SET a = 1 WHERE :chunk AND id > :first",
            "UPDATE t SET a = 1 WHERE :chunk AND id > @x",
        ]
    )
    func statements(_ sql: String) {
        #expect(RowAssignments(Batch("t", sql).batch) == nil)
    }

    @Test("An Update's own filter is its rows'")
    func updateFilter() {
        #expect(RowAssignments(Update("t", set: "a = 1", where: "b").batch)?.filter == "b")
        #expect(RowAssignments(Update("t", set: "a = 1").batch)?.filter == nil)
    }

    @Test("A closure has none")
    func closures() {
        let transform = Transform("t", reading: .text("a"), writing: .text("a")) { $0 }
        #expect(RowAssignments(transform.batch) == nil)
    }
}
