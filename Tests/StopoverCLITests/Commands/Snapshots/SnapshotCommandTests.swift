import Foundation
import GRDB
import Testing

@testable import Stopover
@testable import StopoverCLI

/// The commands for snapshots, each carried out in this process on a real database.
@Suite struct SnapshotCommandTests {
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

    @Test("a damaged one is never restored")
    func restoreDamaged() async throws {
        try await Sandbox.with { sandbox in
            try sandbox.writeCounters(rows: 20_000)
            _ = await sandbox.run("run --create")
            _ = await sandbox.run("snapshot create")
            let taken = try #require(try sandbox.snapshots.list().snapshots.first)
            try sandbox.damage(taken)
            for flags in ["", " --dry-run", " --to \(sandbox.root)/new.db"] {
                let answer = await sandbox.run("snapshot restore \(taken.name)\(flags)")
                #expect(answer.status == .refused)
                #expect(answer.output.isEmpty)
                #expect(answer.error.contains("Error: \(taken.path) is not a whole snapshot: "))
            }
            #expect(try sandbox.counters() == [1: 20_000])
            #expect(!FileManager.default.fileExists(atPath: sandbox.root + "/new.db"))
        }
    }

    @Test("restore puts the rows and the history back, and says how to undo it")
    func restore() async throws {
        try await Sandbox.with { sandbox in
            try sandbox.writeCounters(rows: 100)
            try sandbox.writeForget()
            _ = await sandbox.run("run --create --to 2 --snapshot none")
            _ = await sandbox.run("run --snapshot database")
            #expect(try sandbox.counters() == [0: 100])
            let taken = try #require(try sandbox.snapshots.list().snapshots.first)
            #expect(taken.occasion == "003 forget")

            let dryRun = await sandbox.run("snapshot restore \(taken.name) --dry-run")
            #expect(dryRun.status == .done)
            #expect(
                dryRun.output.hasPrefix("\(taken.name) is whole. It would replace all of /"))
            #expect(dryRun.output.contains(" old, before 003 forget\n  no longer applied: 003\n"))
            #expect(
                dryRun.output.hasSuffix(
                    "would be taken first, in \(sandbox.snapshots.directory).\n"
                        + "Nothing was changed.\n"))
            #expect(try sandbox.counters() == [0: 100])

            let answer = await sandbox.run("snapshot restore \(taken.name)")
            #expect(answer.status == .done)
            #expect(try sandbox.counters() == [1: 100])
            #expect(await sandbox.run("status --check").status == .pending)
            let safety = try #require(
                try sandbox.snapshots.list().snapshots.first { $0.purpose == .restore })
            #expect(
                answer.output.hasSuffix(
                    """
                    It was compared with the snapshot, page by page, and is the same.
                    The database as it was is in \(safety.name); to go back to it:
                      tool snapshot restore \(safety.name) --database \(sandbox.database)

                    """))
            for activity in ["verifying", "writing", "restoring", "comparing"] {
                #expect(answer.error.contains("\(activity) "))
            }

            #expect(await sandbox.run("snapshot restore \(safety.name)").status == .done)
            #expect(try sandbox.counters() == [0: 100])
            #expect(await sandbox.run("status --check").status == .done)
        }
    }

    @Test("restore --no-safety-snapshot takes none")
    func restoreWithoutSafety() async throws {
        try await Sandbox.with { sandbox in
            try sandbox.writeCounters(rows: 3)
            _ = await sandbox.run("run --create")
            _ = await sandbox.run("snapshot create")
            let taken = try #require(try sandbox.snapshots.list().snapshots.first)
            let flags = "\(taken.name) --no-safety-snapshot"
            let dryRun = await sandbox.run("snapshot restore \(flags) --dry-run")
            #expect(dryRun.output.contains("would be taken: it can't be undone.\n"))
            let answer = await sandbox.run("snapshot restore \(flags)")
            #expect(answer.status == .done)
            #expect(answer.output.hasSuffix("page by page, and is the same.\n"))
            #expect(try sandbox.snapshots.list().snapshots == [taken])
        }
    }

    @Test("restore --to makes a new file, and never replaces one")
    func extract() async throws {
        try await Sandbox.with { sandbox in
            try sandbox.writeCounters(rows: 3)
            _ = await sandbox.run("run --create")
            _ = await sandbox.run("snapshot create")
            let name = try #require(try sandbox.snapshots.list().snapshots.first).name
            let copy = Sandbox(root: sandbox.root + "/copy")
            try FileManager.default.createDirectory(
                atPath: copy.root, withIntermediateDirectories: false)
            let line = "snapshot restore \(name) --to \(copy.database)"

            let dryRun = await sandbox.run(line + " --dry-run")
            #expect(dryRun.status == .done)
            #expect(
                dryRun.output.hasPrefix(
                    "\(name) is whole. It would be restored to \(copy.database)"))
            #expect(!FileManager.default.fileExists(atPath: copy.database))

            #expect(await sandbox.run(line).status == .done)
            #expect(try copy.counters() == [1: 3])
            for flags in ["", " --dry-run"] {
                let again = await sandbox.run(line + flags)
                #expect(again.status == .refused)
                #expect(again.error.contains("Error: \(copy.database) is there already\n"))
            }
        }
    }

    @Test("a snapshot of other pages is refused by the dry run as by the restore itself")
    func pageSize() async throws {
        try await Sandbox.with { sandbox in
            try sandbox.execute("CREATE TABLE t (id)")
            _ = await sandbox.run("snapshot create")
            let taken = try #require(try sandbox.snapshots.list().snapshots.first)
            try FileManager.default.removeItem(atPath: sandbox.database)
            try await DatabaseQueue(path: sandbox.database).writeWithoutTransaction {
                try $0.execute(sql: "PRAGMA page_size = 8192; CREATE TABLE t (id)")
            }
            for flags in ["", " --dry-run"] {
                let answer = await sandbox.run("snapshot restore \(taken.name)\(flags)")
                #expect(answer.status == .refused)
                #expect(
                    answer.error.hasSuffix(
                        """
                        Error: The snapshot's pages have 4096 bytes, the database's 8192
                          Restore it to a new file with --to.

                        """))
            }
        }
    }

    @Test("prune shows what goes and keeps what is the only way back, but for --force")
    func prune() async throws {
        try await Sandbox.with { sandbox in
            try sandbox.writeCounters(rows: 3)
            try sandbox.writeForget()
            _ = await sandbox.run("run --create --to 2 --snapshot none")
            _ = await sandbox.run("run --snapshot database")
            let way = try #require(try sandbox.snapshots.list().snapshots.first)
            // One of each kind: those of a kind in one second have no order.
            _ = await sandbox.run("snapshot create")
            _ = await sandbox.run("snapshot restore \(way.name)")
            _ = await sandbox.run("run --snapshot database")
            let count = try sandbox.snapshots.list().snapshots.count
            #expect(count == 4)

            let dryRun = await sandbox.run("snapshot prune --older-than 1ms --dry-run")
            #expect(dryRun.status == .done)
            #expect(dryRun.output.hasPrefix("NAME "))
            #expect(dryRun.output.contains("\n\n3 snapshots would be removed, which frees "))
            #expect(dryRun.output.contains("\n\n1 snapshot stays, because "))
            #expect(dryRun.output.hasSuffix("  003\n"))
            #expect(try sandbox.snapshots.list().snapshots.count == count)

            let prune = await sandbox.run("snapshot prune --older-than 1ms")
            #expect(prune.output.contains("\n\nRemoved 3 snapshots: "))
            #expect(try sandbox.snapshots.list().snapshots.map(\.occasion) == ["003 forget"])
            let kept = await sandbox.run("snapshot prune --keep 1")
            #expect(kept.output == "No snapshot was removed.\n")
            let forced = await sandbox.run("snapshot prune --older-than 1ms --force")
            #expect(forced.output.hasPrefix("NAME "))
            #expect(try sandbox.snapshots.list().snapshots.isEmpty)
        }
    }

    @Test("a row snapshot is listed, verified and kept, and restored by rollback alone")
    func rows() async throws {
        try await Sandbox.with { sandbox in
            try sandbox.writeCounters(rows: 100)
            try sandbox.writeForget()
            _ = await sandbox.run("run --create --to 2 --snapshot none")
            _ = await sandbox.run("run")
            let taken = try #require(try sandbox.snapshots.list().snapshots.first)
            #expect(taken.rows?.isFinished == true && taken.rows?.rowCount == 100)

            let list = await sandbox.run("snapshot list").output
            #expect(list.contains("\n\(taken.name)  ") && list.contains("  100 rows  "))
            let verify = await sandbox.run("snapshot verify --all")
            #expect(verify.status == .done)
            #expect(verify.output.hasPrefix("\(taken.name): whole, 100 rows in 1 chunk, "))
            let json = await sandbox.run("snapshot list --format json").output
            #expect(json.contains(#""finished":true,"rows":100,"chunks":1,"tables":["counters"]"#))

            // Cut off, it may be that of a migration that is not done: it is not whole, at any rate.
            let cut = sandbox.root + "/cut.rows.zst"
            try Data(contentsOf: URL(fileURLWithPath: taken.path)).dropLast()
                .write(to: URL(fileURLWithPath: cut))
            let short = await sandbox.run("snapshot verify \(cut)")
            #expect(short.status == .refused)
            #expect(short.output.hasPrefix("cut.rows.zst: without an end: "))

            for flags in ["", " --dry-run", " --to \(sandbox.root)/new.db"] {
                let restore = await sandbox.run("snapshot restore \(taken.name)\(flags)")
                #expect(restore.status == .refused)
                #expect(
                    restore.error.hasSuffix(
                        """
                        \(taken.path) holds the rows that a migration changed, and no database
                          `rollback` puts its rows back.

                        """))
            }
            #expect(
                await sandbox.run("snapshot prune --older-than 1ms").output.contains(
                    "1 snapshot stays, because a migration has no other way back"))
            #expect(await sandbox.run("rollback").status == .done)
            #expect(try sandbox.counters() == [1: 100])
            let prune = await sandbox.run("snapshot prune --older-than 1ms").output
            #expect(prune.contains("\n\nRemoved 1 snapshot: "))
        }
    }

    @Test("--snapshot-dir keeps them in another directory")
    func directory() async throws {
        try await Sandbox.with { sandbox in
            try sandbox.writeCounters(rows: 3)
            let flag = "--snapshot-dir \(sandbox.root)/kept"
            _ = await sandbox.run("run --create --snapshot database \(flag)")
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
