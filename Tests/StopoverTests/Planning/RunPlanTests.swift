import Testing

@testable import Stopover

struct RunPlanTests {
    /// The steps that commit together, from each one on; the last begins behind the end.
    private func groups(_ operations: [Operation]) -> [Range<Int>] {
        let plan = MigrationPlan(
            version: 1, name: "", description: "", registered: nil, operations: operations,
            foreignKeys: .checked, checkpoint: nil)
        return (0...operations.count).map(plan.group)
    }

    @Test func schemaStepsCommitTogetherUpToAStepThatCommitsByItself() {
        let steps = operations {
            AddColumn("t", "a")
            Verify("none", noRows: "SELECT 1 FROM t")
            Update("t", set: "a = 1")
            Execute { _ in }
            Execute("VACUUM", transaction: false)
            Execute("CREATE INDEX i ON t (a)")
            RestoreRows()
        }
        let groups = groups(steps)
        #expect(groups == [0..<2, 1..<2, 2..<2, 3..<4, 4..<4, 5..<6, 6..<6, 7..<7])
    }

    @Test func whatForeignKeysTheyRunWithPartsThem() {
        func step(_ foreignKeys: ForeignKeys?) -> Operation {
            Operation(.script(Script(sql: "SELECT 1")), foreignKeys: foreignKeys)
        }
        // The migration's own are checked.
        let groups = groups([nil, .checked, .off, .off].map(step))
        #expect(groups == [0..<2, 1..<2, 2..<4, 3..<4, 4..<4])
    }
}
