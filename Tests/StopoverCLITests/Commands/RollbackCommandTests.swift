import Stopover
import Testing

@testable import StopoverCLI

@Suite struct RollbackCommandTests {
    @Test(
        "the flags say how far",
        arguments: [
            ("rollback", RollbackExtent.last(1)), ("rollback --count 3", .last(3)),
            ("rollback --to 2", .to(2)), ("rollback --to 0", .to(0)),
        ])
    func extent(line: String, extent: RollbackExtent) throws {
        #expect(try parse(line, as: RollbackCommand<TestProgram>.self).extent == extent)
    }

    @Test("what is left out keeps newer values, and shows no keys")
    func defaults() throws {
        let command = try parse("rollback", as: RollbackCommand<TestProgram>.self)
        #expect(command.conflicts == .report)
        #expect(!command.showKeys)
        #expect(!command.dryRun)
    }

    @Test("the flags say what becomes of conflicts", arguments: ConflictPolicy.allCases)
    func conflicts(policy: ConflictPolicy) throws {
        let command = try parse(
            "rollback --conflicts \(policy.rawValue) --show-keys --dry-run",
            as: RollbackCommand<TestProgram>.self)
        #expect(command.conflicts == policy)
        #expect(command.showKeys)
        #expect(command.dryRun)
    }
}
