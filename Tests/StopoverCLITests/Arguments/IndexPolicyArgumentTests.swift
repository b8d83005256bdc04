import Stopover
import Testing

@testable import StopoverCLI

@Suite struct IndexPolicyArgumentTests {
    @Test("each policy has its word", arguments: IndexPolicy.allCases)
    func words(_ policy: IndexPolicy) throws {
        #expect(try IndexPolicyArgument.parse(policy.rawValue) == policy)
    }

    @Test("anything else is refused", arguments: ["", "Auto", "drop", "none", " keep"])
    func invalid(_ text: String) {
        #expect(throws: IndexPolicyArgument.Invalid()) { try IndexPolicyArgument.parse(text) }
    }

    @Test("the refusal shows how to write it")
    func message() {
        #expect(IndexPolicyArgument.Invalid().description == "write auto, keep or rebuild")
    }
}
