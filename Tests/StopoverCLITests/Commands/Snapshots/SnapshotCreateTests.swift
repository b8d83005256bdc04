import Foundation
import Testing

@testable import Stopover
@testable import StopoverCLI

/// `snapshot create`, `list` and `verify`.
@Suite struct SnapshotCreateTests {
    @Test("create writes one, list shows it, verify finds it whole")
    func create() async throws {
        try await Sandbox.with { sandbox in
            try sandbox.writeCounters(rows: 1_000)
            _ = await sandbox.run("run --create")
            let create = await sandbox.run("snapshot create")
            #expect(create.status == .done)
            let taken = try #require(try sandbox.snapshots.list().snapshots.first)
            let databaseSize = Readable.size(taken.databaseSizeInBytes)
            #expect(
                create.output == """
                    Wrote \(taken.path)
                    \(Readable.size(taken.sizeInBytes)) of a database of \(databaseSize) \
                    (\(taken.comparison)), in 0ms.

                    """)
            #expect(create.error == "writing \(taken.name), \(databaseSize)\n")
            #expect(taken.purpose == .manual)
            #expect(taken.appliedVersions == [1, 2])

            let list = await sandbox.run("snapshot list")
            #expect(list.status == .done)
            #expect(list.output.contains("\n\(taken.name)  "))
            #expect(list.output.hasSuffix("  taken by hand\n"))

            let verify = await sandbox.run("snapshot verify \(taken.name)")
            #expect(verify.status == .done)
            #expect(verify.output == "\(taken.name): whole, \(databaseSize) in 0ms\n")
            #expect(verify.error == "verifying \(taken.name), \(databaseSize)\n")
            #expect(await sandbox.run("snapshot verify --all").output == verify.output)
        }
    }

    @Test("where there are none, list and verify --all say where they looked")
    func none() async throws {
        try await Sandbox.with { sandbox in
            let text = "There are no snapshots in \(sandbox.snapshots.directory).\n"
            for command in ["list", "verify --all"] {
                let answer = await sandbox.run("snapshot \(command)")
                #expect(answer.status == .done)
                #expect(answer.output == text)
                #expect(answer.error.isEmpty)
            }
            #expect(await sandbox.run("snapshot verify --all --format json").output.isEmpty)
            #expect(!FileManager.default.fileExists(atPath: sandbox.database))
        }
    }

    @Test("verify goes on after one that is damaged or missing, and is 3 then")
    func damaged() async throws {
        try await Sandbox.with { sandbox in
            try sandbox.writeCounters(rows: 20_000)
            _ = await sandbox.run("run --create")
            _ = await sandbox.run("snapshot create")
            _ = await sandbox.run("snapshot create")
            let (first, second) = try (
                #require(sandbox.snapshots.list().snapshots.first),
                #require(sandbox.snapshots.list().snapshots.last)
            )
            try sandbox.damage(first)
            let answer = await sandbox.run("snapshot verify nonesuch \(first.name) \(second.path)")
            #expect(answer.status == .refused)
            #expect(answer.output.hasPrefix("\(second.name): whole, "))
            #expect(
                answer.error.contains(
                    "Error: There is no snapshot \(sandbox.snapshots.directory)/nonesuch\n"))
            #expect(answer.error.contains("Error: \(first.path) is not a whole snapshot: "))
            #expect(await sandbox.run("snapshot verify --all").status == .refused)

            // A cut one shows by the look of its end.
            try Data(contentsOf: URL(fileURLWithPath: second.path)).dropLast()
                .write(to: URL(fileURLWithPath: second.path))
            let list = await sandbox.run("snapshot list")
            #expect(list.status == .done)
            #expect(
                list.output.contains("\n\nNot whole:\n  \(second.path) is not a whole snapshot: "))
            let all = await sandbox.run("snapshot verify --all --format json")
            #expect(all.status == .refused)
            #expect(all.error.isEmpty)
            #expect(
                all.output.split(separator: "\n").count { $0.contains("snapshot-damaged") } == 2)
            #expect(await sandbox.run("info").output.contains(", 1 damaged file\n"))
        }
    }
}
