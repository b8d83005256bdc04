import Foundation
import Testing

@testable import Stopover
@testable import StopoverCLI

/// The commands for snapshots where there is no database, or none is named.
@Suite struct SnapshotWithoutDatabaseTests {
    @Test("neither the database nor its migrations are needed to list, verify and extract")
    func withoutDatabase() async throws {
        try await Sandbox.with { sandbox in
            try sandbox.writeCounters(rows: 3)
            _ = await sandbox.run("run --create")
            try FileManager.default.removeItem(atPath: sandbox.migrations)
            #expect(await sandbox.run("snapshot create").status == .done)
            try FileManager.default.removeItem(atPath: sandbox.database)

            let name = try #require(try sandbox.snapshots.list().snapshots.first).name
            #expect(await sandbox.run("snapshot list").output.contains(name))
            #expect(await sandbox.run("snapshot verify --all").status == .done)
            let live = await sandbox.run("snapshot restore \(name)")
            #expect(live.status == .refused)
            #expect(
                live.error == """
                    Error: There is no database at \(sandbox.database)
                      `tool snapshot restore … --to \(sandbox.database)` makes it anew.

                    """)
            let extract = await sandbox.run("snapshot restore \(name) --to \(sandbox.database)")
            #expect(extract.status == .done)
            #expect(
                extract.output.hasPrefix("Restored \(sandbox.database) from \(name): "))
            #expect(try sandbox.counters() == [1: 3])
        }
    }

    @Test(
        "a directory that is named and isn't there passes for none without snapshots",
        arguments: ["list", "verify --all"])
    func missingDirectory(_ command: String) async throws {
        try await Sandbox.with { sandbox in
            try sandbox.execute("CREATE TABLE t (id)")
            let path = sandbox.root + "/typo"
            let answer = await sandbox.run("snapshot \(command) --snapshot-dir \(path)")
            #expect(answer.status == .refused)
            #expect(answer.output.isEmpty)
            #expect(
                answer.error == """
                    Error: There is no directory \(path)
                      Check --snapshot-dir; the first snapshot makes it.

                    """)
        }
    }

    @Test("without a database a snapshot is named by its path")
    func byPath() async throws {
        try await Sandbox.with { sandbox in
            try sandbox.execute("CREATE TABLE t (id)")
            _ = await sandbox.run("snapshot create")
            let path = try #require(try sandbox.snapshots.list().snapshots.first).path
            let transcript = Transcript()
            let verify = await StopoverCommands<SQLProgram>.run(
                ["snapshot", "verify", path], in: transcript.context())
            #expect(verify == .done)
            let extract = await StopoverCommands<SQLProgram>.run(
                ["snapshot", "restore", path, "--to", sandbox.root + "/new.db"],
                in: transcript.context())
            #expect(extract == .done)
            #expect(FileManager.default.fileExists(atPath: sandbox.root + "/new.db"))
        }
    }
}
