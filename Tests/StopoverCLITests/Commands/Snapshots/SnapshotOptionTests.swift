import Testing

@testable import Stopover
@testable import StopoverCLI

/// `--snapshot-dir` and `--snapshot`, which other commands take too.
@Suite struct SnapshotOptionTests {
    @Test("--snapshot-dir keeps them in another directory")
    func directory() async throws {
        try await Sandbox.with { sandbox in
            try sandbox.writeCounters(rows: 3)
            let flag = "--snapshot-dir \(sandbox.root)/kept"
            let run = await sandbox.run("run --create --snapshot database \(flag)")
            #expect(run.status == .done, "\(run.error)")
            let kept = Snapshots(ofDatabase: sandbox.database, directory: sandbox.root + "/kept")
            let taken = try #require(try kept.list().snapshots.first)
            #expect(try sandbox.snapshots.list().snapshots.isEmpty)
            #expect(await sandbox.run("snapshot list \(flag)").output.contains(taken.name))
            #expect(
                await sandbox.run("info \(flag)").output.contains(
                    "\nSnapshots     1 in \(sandbox.root)/kept, "))
            let restore = await sandbox.run("snapshot restore \(taken.name) \(flag)")
            #expect(restore.status == .done)
            #expect(
                restore.output.hasSuffix(
                    " --database \(sandbox.database) --snapshot-dir \(sandbox.root)/kept\n"))
        }
    }

    @Test("run and plan take --snapshot, and status tells of the snapshot")
    func policy() async throws {
        try await Sandbox.with { sandbox in
            try sandbox.writeCounters(rows: 3)
            try sandbox.writeForget()
            _ = await sandbox.run("run --create --to 1")
            #expect(try sandbox.snapshots.list().snapshots.isEmpty)
            let line = "  a snapshot of the whole database is taken first\n"
            let auto = await sandbox.run("plan").output
            #expect(
                auto.contains(
                    "\n003 forget\n  what its batches change is kept in a row snapshot\n  1. "))
            #expect(!(await sandbox.run("plan --snapshot none").output.contains(line)))
            let all = await sandbox.run("run --dry-run --snapshot database").output
            #expect(all.contains("\n002 count: Add one to every counter\n" + line + "  1. "))
            #expect(!all.contains("\n003 forget (irreversible)\n" + line))
            #expect(!all.contains("\n003 forget\n" + line))

            _ = await sandbox.run("run --to 2 --snapshot none")
            #expect(try sandbox.snapshots.list().snapshots.isEmpty)
            let run = await sandbox.run("run --snapshot database")
            #expect(run.error.hasPrefix("writing 003-forget-"))
            #expect(
                await sandbox.run("status").output.contains("  irreversible, has a snapshot\n"))
        }
    }
}
