import Stopover
import Testing

@testable import StopoverCLI

@Suite struct SnapshotPolicyArgumentTests {
    @Test("each policy has its word", arguments: SnapshotPolicy.allCases)
    func words(_ policy: SnapshotPolicy) throws {
        #expect(try SnapshotPolicyArgument.parse(policy.rawValue) == policy)
    }

    @Test("anything else is refused", arguments: ["", "Auto", "always", "row", " none"])
    func invalid(_ text: String) {
        #expect(throws: SnapshotPolicyArgument.Invalid()) { try SnapshotPolicyArgument.parse(text) }
    }

    @Test("the refusal shows how to write it")
    func message() {
        #expect(
            SnapshotPolicyArgument.Invalid().description == "write auto, database, rows or none")
    }
}
