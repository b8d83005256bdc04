import Testing

@testable import Stopover
@testable import StopoverCLI

/// `snapshot prune`.
@Suite struct SnapshotPruneTests {
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
}
