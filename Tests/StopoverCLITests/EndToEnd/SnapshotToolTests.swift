import Foundation
import Testing

@testable import Stopover

/// Snapshots with the built tool.
@Suite struct SnapshotToolTests {
    @Test("create, list, verify, migrate, restore and prune")
    func wholeStory() async throws {
        try await Sandbox.with { sandbox in
            try sandbox.writeCounters(rows: 5_000)
            #expect(try await sandbox.tool("run --create").code == 0)
            let create = try await sandbox.tool("snapshot create")
            #expect(create.code == 0)
            #expect(create.output.hasPrefix("Wrote \(sandbox.snapshots.directory)/manual-"))
            #expect(create.error.hasPrefix("writing manual-"))
            let manual = try #require(try sandbox.snapshots.list().snapshots.first)
            let list = try await sandbox.tool("snapshot list")
            #expect(list.code == 0)
            #expect(list.output.hasPrefix("NAME "))
            #expect(list.output.contains("\n\(manual.name)  "))
            #expect(try await sandbox.tool("snapshot verify --all").code == 0)

            try sandbox.writeForget()
            #expect(try await sandbox.tool("run --snapshot database").code == 0)
            #expect(try sandbox.counters() == [0: 5_000])
            let forget = try #require(
                try sandbox.snapshots.list().snapshots.first { $0.version == 3 })

            let restore = try await sandbox.tool("snapshot restore \(forget.name)")
            #expect(restore.code == 0)
            #expect(restore.output.contains("page by page, and is the same.\n"))
            #expect(try sandbox.counters() == [1: 5_000])
            #expect(try await sandbox.tool("status --check").code == 2)

            // The last line is the command that goes back.
            let back = try #require(restore.output.split(separator: "\n").last)
            #expect(back.hasPrefix("  stopover snapshot restore before-restore-"))
            let line = back.split(separator: " ").dropFirst().joined(separator: " ")
            #expect(try await sandbox.tool(line).code == 0)
            #expect(try sandbox.counters() == [0: 5_000])
            #expect(try await sandbox.tool("status --check").code == 0)

            let prune = try await sandbox.tool("snapshot prune --older-than 1ms")
            #expect(prune.code == 0)
            #expect(prune.output.contains("\n\nRemoved 3 snapshots: "))
            #expect(try sandbox.snapshots.list().snapshots == [forget])
        }
    }

    @Test("a lost database comes back from its snapshot")
    func lostDatabase() async throws {
        try await Sandbox.with { sandbox in
            try sandbox.writeCounters(rows: 100)
            #expect(try await sandbox.tool("run --create").code == 0)
            #expect(try await sandbox.tool("snapshot create").code == 0)
            try FileManager.default.removeItem(atPath: sandbox.database)
            let name = try #require(try sandbox.snapshots.list().snapshots.first).name
            #expect(try await sandbox.tool("snapshot restore \(name)").code == 3)
            let restore = try await sandbox.tool("snapshot restore \(name) --to contacts.db")
            #expect(restore.code == 0)
            #expect(restore.output.hasPrefix("Restored contacts.db from \(name): "))
            #expect(try sandbox.counters() == [1: 100])
            #expect(try await sandbox.tool("status --check").code == 0)
        }
    }

    @Test("a damaged file is an error of 3, and so is the restore of it")
    func damaged() async throws {
        try await Sandbox.with { sandbox in
            try sandbox.writeCounters(rows: 20_000)
            #expect(try await sandbox.tool("run --create").code == 0)
            #expect(try await sandbox.tool("snapshot create").code == 0)
            let taken = try #require(try sandbox.snapshots.list().snapshots.first)
            try sandbox.damage(taken)
            let verify = try await sandbox.tool("snapshot verify --all")
            #expect(verify.code == 3)
            #expect(verify.output.isEmpty)
            #expect(verify.error.contains("Error: \(taken.path) is not a whole snapshot: "))
            #expect(try await sandbox.tool("snapshot restore \(taken.name)").code == 3)
            #expect(try sandbox.counters() == [1: 20_000])
        }
    }

    @Test("wrong command lines are 64 and name the whole command")
    func usage() async throws {
        try await Sandbox.with { sandbox in
            for (line, command) in [
                ("snapshot prune", "snapshot prune"), ("snapshot verify", "snapshot verify"),
                ("snapshot restore x --to y --no-safety-snapshot", "snapshot restore"),
                ("snapshot list --database postgres://x", "snapshot list"),
            ] {
                let answer = try await sandbox.tool(line)
                #expect(answer.code == 64)
                #expect(answer.output.isEmpty)
                #expect(
                    answer.error.hasSuffix(
                        "See 'stopover \(command) --help' for more information.\n"))
            }
            let group = try await sandbox.tool("snapshot")
            #expect(group.code == 64)
            #expect(group.output.isEmpty)
            #expect(group.error.contains("USAGE: stopover snapshot <subcommand>\n"))
        }
    }

    @Test("while a run is at work a snapshot is 75, and the list is there")
    func locked() async throws {
        try await Sandbox.with { sandbox in
            try sandbox.writeCounters(rows: 20_000)
            #expect(try await sandbox.tool("run --create --to 1").code == 0)
            let holder = try ToolProcess("run --chunk-rows 1 --format json", in: sandbox)
            try await holder.wait(for: #""event":"chunk""#)
            for command in ["create", "prune --keep 1"] {
                let answer = try await sandbox.tool("snapshot \(command)")
                #expect(answer.code == 75)
                #expect(answer.output.isEmpty)
            }
            #expect(try await sandbox.tool("snapshot list").code == 0)
            holder.send(SIGINT)
            #expect(try await holder.end().code == 75)
        }
    }
}
