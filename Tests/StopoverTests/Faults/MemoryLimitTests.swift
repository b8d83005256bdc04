import Testing

@testable import FaultRun
@testable import Stopover

/// SQLite is given so much memory and no more: a process ends in an error of the migrator's own, or is done,
/// and the next one, which has enough, comes to the same end.
@Suite("Out of memory")
struct MemoryLimitTests {
    /// So many limits are tried for each command, in each mode.
    private static let usualCount = 24
    /// Below this nothing can be opened.
    private static let least = 30_000
    private static let step = 97

    @Test("in a run and its rollback", arguments: ["wal", "delete"])
    func limits(_ journal: String) throws {
        let sample = try FaultSample(.init(journal: journal, synchronous: "FULL"))
        for command in ["run", "rollback"] {
            let command = [command, sample.path]
            let files = try sample.files()
            let unlimited = try FaultProcess.run(command)
            guard case .done(let answer) = unlimited else {
                Issue.record("\(unlimited)")
                return
            }
            let highest = try #require(Int(answer))
            let expected = try sample.state()
            let after = try sample.files()
            let limits = FaultDraw.some(
                of: Array(stride(from: Self.least, through: highest, by: Self.step)),
                usually: Self.usualCount)
            var endings: [String: Int] = [:]
            for limit in limits {
                try sample.replaceFiles(files)
                let ending = try attempt(command, limitInBytes: limit)
                endings[ending, default: 0] += 1
                let next = try FaultProcess.run(command)
                #expect(next.isDone, "\(command[0]) after one with \(limit) bytes: \(next)")
                let difference = try sample.state().difference(from: expected)
                #expect(
                    difference.isEmpty,
                    "\(command[0]) after one with \(limit) bytes: \(difference)")
            }
            let told = endings.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
            print(
                "\(journal), \(command[0]), seed \(FaultDraw.seed): \(limits.count) limits up to "
                    + "\(highest) bytes: \(told.joined(separator: ", "))")
            #expect(endings["out-of-memory"] != nil)
            try sample.replaceFiles(after)
        }
    }

    /// - Returns: `done`, or the error's code.
    private func attempt(_ command: [String], limitInBytes: Int) throws -> String {
        let ending = try FaultProcess.run(
            command, environment: [FaultRun.heapLimitVariable: "\(limitInBytes)"])
        switch ending {
        case .done: return "done"
        case .failed(let text):
            #expect(
                text.contains("out of memory"), "\(command[0]), \(limitInBytes) bytes: \(text)")
            return String(text.prefix { $0 != " " })
        case .killed, .broken:
            Issue.record("\(command[0]), \(limitInBytes) bytes: \(ending)")
            return "broken"
        }
    }
}
