import Foundation
import GRDB
import Testing

@testable import StopoverCLI

/// SIGKILL at random moments of writing a snapshot and of restoring one. How far a killed process
/// came is the machine's own, so no seed could repeat it.
@Suite("Killed while it works on a snapshot")
struct SnapshotKillTests {
    /// `STOPOVER_KILLS` asks for another number of each kind.
    private static let kills =
        ProcessInfo.processInfo.environment["STOPOVER_KILLS"].flatMap(Int.init) ?? 100

    /// Over this database, of some megabytes, all rows are of one generation.
    private func fill(_ sandbox: Sandbox, generation: Int, journalMode: String) throws {
        let queue = try DatabaseQueue(path: sandbox.root + "/contacts.db")
        try queue.writeWithoutTransaction { db in
            try db.execute(
                sql: """
                    PRAGMA journal_mode = \(journalMode);
                    CREATE TABLE IF NOT EXISTS t (id INTEGER PRIMARY KEY, generation INTEGER, noise BLOB);
                    BEGIN; DELETE FROM t;
                    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12000)
                    INSERT INTO t SELECT i, \(generation), randomblob(900) FROM n; COMMIT;
                    """)
        }
        try queue.close()
    }

    /// The generations that there are, and what an integrity check says.
    private func state(_ sandbox: Sandbox, _ file: String = "/contacts.db") throws -> [String] {
        try DatabaseQueue(path: sandbox.root + file).read { db in
            try String.fetchAll(
                db,
                sql: """
                    SELECT 'generation ' || generation || ': ' || count(*) FROM t GROUP BY generation
                    UNION ALL SELECT integrity_check FROM pragma_integrity_check
                    """)
        }
    }

    private func whole(_ generation: Int) -> [String] { ["generation \(generation): 12000", "ok"] }

    private func snapshots(_ sandbox: Sandbox) throws -> [String] {
        let directory = sandbox.root + "/contacts.db.snapshots"
        return try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
    }

    @Test("what a killed writer leaves is no snapshot, and the next one removes it")
    func writing() async throws {
        try await Sandbox.with { try await writing(in: $0) }
    }

    private func writing(in sandbox: Sandbox) async throws {
        try fill(sandbox, generation: 1, journalMode: "wal")
        #expect(try await sandbox.tool("snapshot create").code == 0)
        var killer = Killer()
        var leftovers = 0
        while killer.killed < Self.kills {
            _ = try await killer.run("snapshot create", in: sandbox)
            let names = try snapshots(sandbox)
            leftovers += names.contains { $0.hasSuffix(".stopover-partial") } ? 1 : 0
            try #require(killer.runs < Self.kills * 10)
        }
        let done = killer.runs - killer.killed
        print("\(killer.killed) writers were killed, \(leftovers) left a part; \(done) were done")
        let verified = try await sandbox.tool("snapshot verify --all")
        #expect(verified.code == 0)
        // A killed one may have been done but for its last words.
        #expect(verified.output.split(separator: "\n").count > done)
        #expect(try state(sandbox) == whole(1))
        #expect(try await sandbox.tool("snapshot create").code == 0)
        #expect(try snapshots(sandbox).allSatisfy { $0.hasSuffix(".sqlite.zst") })
    }

    @Test(
        "a database whose restore was killed is all old or all new", arguments: ["wal", "delete"])
    func restoring(_ journalMode: String) async throws {
        try await Sandbox.with { try await restoring(journalMode, in: $0) }
    }

    private func restoring(_ journalMode: String, in sandbox: Sandbox) async throws {
        var names: [String] = []
        for generation in 1...2 {
            try fill(sandbox, generation: generation, journalMode: journalMode)
            #expect(try await sandbox.tool("snapshot create").code == 0)
            names.append(try #require(try snapshots(sandbox).first { !names.contains($0) }))
        }
        var killer = Killer()
        var (old, new) = (0, 0)
        var current = 2
        while killer.killed < Self.kills / 2 {
            let wanted = 3 - current
            let line = "snapshot restore \(names[wanted - 1]) --no-safety-snapshot"
            let wasKilled = try await killer.run(line, in: sandbox) == nil
            let state = try state(sandbox)
            try #require(state == whole(1) || state == whole(2))
            if state == whole(wanted) {
                new += wasKilled ? 1 : 0
                current = wanted
            } else {
                old += 1
                #expect(wasKilled)
            }
            try #require(killer.runs < Self.kills * 10)
        }
        print(
            "\(journalMode): \(killer.killed) restores were killed; \(old) left the old, \(new) the new"
        )
    }
}
