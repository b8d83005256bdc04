import Foundation
import Testing

@testable import ContactsDemo

/// A shell script stands in for the program.
struct ChildRunTests {
    private static let chunk =
        #"{"event":"chunk","time":"2026-11-22T10:15:00.250Z","version":"003","rows_done":4,"rows_total":9}"#

    @Test func handsOverEventsAndTheExitStatus() throws {
        let (events, ending, complaints) = try Self.run(
            "echo '\(Self.chunk)'; echo noise; echo '\(Self.chunk)'; echo sorry >&2; exit 4")
        #expect(events.map(\.rowsDone) == [4, 4])
        #expect(ending == .exited(4))
        #expect(complaints == "sorry\n")
    }

    @Test func passesOnTheDatabaseAndTheChunkLimit() throws {
        let (_, _, complaints) = try Self.run("echo \"$@\" >&2")
        #expect(complaints == "run --database some.db --format json --chunk-rows 40\n")
    }

    @Test func killsWhenItIsTime() throws {
        // Without the kill it would go on for a day.
        let (events, ending, _) = try Self.run(
            "echo '\(Self.chunk)'; exec sleep 86400", isTimeToKill: { $0.rowsDone == 4 })
        #expect(events.count == 1)
        #expect(ending == .killed)
    }

    @Test func tellsADeathByAnotherHandApart() throws {
        let (_, ending, _) = try Self.run("kill -KILL $$")
        #expect(ending == .exited(9))
    }

    private static func run(
        _ script: String, isTimeToKill: (RunEvent) -> Bool = { _ in false }
    ) throws -> (events: [RunEvent], ending: ChildRun.Ending, complaints: String) {
        let directory = try TemporaryDirectory()
        defer { directory.remove() }
        let program = directory.path + "/program"
        let isMade = FileManager.default.createFile(
            atPath: program, contents: Data("#!/bin/sh\n\(script)\n".utf8),
            attributes: [.posixPermissions: 0o700])
        try #require(isMade)
        var child = ChildRun(database: "some.db", chunkRowLimit: 40)
        child.executable = URL(fileURLWithPath: program)
        var events: [RunEvent] = []
        let run = try child.run(isTimeToKill: isTimeToKill) { event, _ in events.append(event) }
        return (events, run.ending, run.complaints)
    }
}
