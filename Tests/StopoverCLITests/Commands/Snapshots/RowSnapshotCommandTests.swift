import Foundation
import Testing

@testable import Stopover
@testable import StopoverCLI

/// The commands for snapshots on a row snapshot.
@Suite struct RowSnapshotCommandTests {
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
}
