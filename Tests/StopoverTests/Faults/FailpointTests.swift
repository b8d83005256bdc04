import Foundation
import Testing

@testable import Stopover

/// SIGKILL at every failpoint: at its first, its second, its last and the one before it; and once more where
/// the next process passes there. The one after that goes on, and the end is that of one that nobody killed.
@Suite("Failpoints")
struct FailpointTests {
    @Test("killed at each", arguments: ["wal", "delete"])
    func kills(_ journal: String) throws {
        let story = try FaultStory(journal)
        var killed = 0
        var passed: [Failpoint: Int] = [:]
        for chapter in story.chapters {
            let passages = try story.passages(chapter)
            passed.merge(passages, uniquingKeysWith: +)
            for point in Failpoint.allCases {
                guard let count = passages[point] else { continue }
                for passage in Set([1, 2, count - 1, count]).sorted()
                where 1...count ~= passage {
                    killed += try story.kill(chapter, at: point, passage)
                }
            }
        }
        let missed = Set(Failpoint.allCases).subtracting(passed.keys)
        #expect(missed == [], "no test passes there")
        print(
            "\(journal): \(passed.count) failpoints with \(passed.values.reduce(0, +)) passages, "
                + "\(killed) processes were killed at them")
    }
}
