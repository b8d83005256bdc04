import Testing

@testable import StopoverCLI

@Suite struct CountArgumentTests {
    @Test("a number from 1 is a count", arguments: [("1", 1), ("10000", 10_000)])
    func valid(text: String, count: Int) throws {
        #expect(try CountArgument.parse(text) == count)
    }

    @Test(
        "anything else is refused", arguments: ["", "0", "-1", "1.5", "x", "99999999999999999999"])
    func invalid(_ text: String) {
        #expect(throws: CountArgument.Invalid()) { try CountArgument.parse(text) }
    }

    @Test("the refusal shows how to write it")
    func message() {
        #expect(CountArgument.Invalid().description == "write a number, 1 or more")
    }
}
