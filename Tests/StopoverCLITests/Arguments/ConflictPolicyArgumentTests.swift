import Stopover
import Testing

@testable import StopoverCLI

@Suite struct ConflictPolicyArgumentTests {
    @Test("each policy has its word", arguments: ConflictPolicy.allCases)
    func words(_ policy: ConflictPolicy) throws {
        #expect(try ConflictPolicyArgument.parse(policy.rawValue) == policy)
    }

    @Test("anything else is refused", arguments: ["", "Report", "keep", "abort "])
    func invalid(_ text: String) {
        #expect(throws: ConflictPolicyArgument.Invalid()) { try ConflictPolicyArgument.parse(text) }
    }

    @Test("the refusal shows how to write it")
    func message() {
        #expect(
            ConflictPolicyArgument.Invalid().description == "write report, abort or overwrite")
    }
}
