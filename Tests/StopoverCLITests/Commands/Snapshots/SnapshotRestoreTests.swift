import Foundation
import GRDB
import Testing

@testable import Stopover
@testable import StopoverCLI

/// `snapshot restore`, into the database and to a new file.
@Suite struct SnapshotRestoreTests {
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
}
