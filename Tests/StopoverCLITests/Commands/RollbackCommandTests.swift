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
}
