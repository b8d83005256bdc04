import Foundation
import Testing

@testable import FaultRun

/// A run is killed, and a child that it started lives on.
@Suite("A killed run's child")
struct OrphanTests {
    @Test("does not keep the lock", arguments: ["wal", "delete"])
    func lock(_ journal: String) throws {
        let sample = try FaultSample(.init(journal: journal, synchronous: "FULL"))
        let before = try sample.files()
        #expect(try FaultProcess.run(["run", sample.path]).isDone)
        let expected = try sample.state()
        try sample.replaceFiles(before)

        #expect(try FaultProcess.run(["orphan", sample.path]) == .killed)
        let text = try String(contentsOfFile: sample.path + FaultRun.childSuffix, encoding: .utf8)
        let child = try #require(pid_t(text))
        defer { kill(child, SIGKILL) }
        #expect(try FaultProcess.run(["run", sample.path]).isDone)
        #expect(kill(child, 0) == 0, "it is there all the time")
        #expect(try sample.state() == expected)
    }
}
