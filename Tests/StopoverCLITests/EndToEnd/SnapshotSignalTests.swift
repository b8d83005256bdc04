import Foundation
import GRDB
import Testing

@testable import Stopover

/// Signals sent to the built tool while it is at a snapshot.
@Suite struct SnapshotSignalTests {
    @Test(
        "a signal stops a restore, which leaves the database as it was",
        arguments: [SIGINT, SIGTERM])
    func restore(signal: Int32) async throws {
        try await Sandbox.with { sandbox in
            let (name, reader) = try await prepared(sandbox)
            let process = try ToolProcess(
                "snapshot restore \(name) --format json", in: sandbox)
            try await process.wait(for: #""activity":"restoring""#, thenSend: signal)
            let ending = try await process.end()
            #expect(!ending.bySignal)
            #expect(ending.code == 75)
            #expect(ending.output.contains(#""event":"stopping""#))
            let last = try #require(ending.output.split(separator: "\n").last)
            #expect(last.contains(#""event":"error""#))
            #expect(last.contains(#""code":"stopped""#))
            #expect(ending.error.isEmpty)

            try reader.close()
            #expect(try sandbox.counters() == [9: 100])
            #expect(try await sandbox.tool("snapshot restore \(name)").code == 0)
            #expect(try sandbox.counters() == [1: 100])
        }
    }

    @Test("in text it says that it is stopping, and what holds then")
    func text() async throws {
        try await Sandbox.with { sandbox in
            let (name, reader) = try await prepared(sandbox)
            let process = try ToolProcess(
                "snapshot restore \(name)", in: sandbox, watching: .error)
            try await process.wait(for: "restoring \(name), ", thenSend: SIGINT)
            let ending = try await process.end()
            #expect(ending.code == 75)
            #expect(ending.output.isEmpty)
            #expect(
                ending.error.hasSuffix(
                    """
                    stopping…
                    Error: Restoring the snapshot was stopped
                      Nothing was changed.

                    """))
            try reader.close()
        }
    }

    /// A database in rollback-journal mode with a snapshot of what it was, and somebody who reads it
    /// all the while, for whom a restore waits.
    private func prepared(_ sandbox: Sandbox) async throws -> (snapshot: String, DatabaseQueue) {
        try sandbox.writeCounters(rows: 100)
        #expect(try await sandbox.tool("run --create").code == 0)
        #expect(try await sandbox.tool("snapshot create").code == 0)
        let name = try #require(try sandbox.snapshots.list().snapshots.first).name
        try sandbox.execute("PRAGMA journal_mode = DELETE; UPDATE counters SET n = 9")
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let reader = try DatabaseQueue(path: sandbox.database, configuration: configuration)
        try await reader.writeWithoutTransaction { db in
            try db.execute(sql: "BEGIN")
            _ = try Int.fetchOne(db, sql: "SELECT count(*) FROM counters")
        }
        return (name, reader)
    }
}
