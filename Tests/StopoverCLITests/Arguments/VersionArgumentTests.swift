import Stopover
import Testing

@testable import StopoverCLI

@Suite struct VersionArgumentTests {
    @Test("digits are a version", arguments: ["0", "3", "003", "20261122101500"])
    func valid(_ text: String) throws {
        #expect(try VersionArgument.parse(text).text == text)
    }

    @Test("anything else is refused", arguments: ["", "v3", "3a", "-1", "1.2", " 1", "latest"])
    func invalid(_ text: String) {
        #expect(throws: VersionArgument.Invalid()) { try VersionArgument.parse(text) }
    }

    @Test("the refusal shows how to write it")
    func message() {
        #expect(
            VersionArgument.Invalid().description
                == "write a version, digits such as 3, 003 or 20261122101500")
    }
}
