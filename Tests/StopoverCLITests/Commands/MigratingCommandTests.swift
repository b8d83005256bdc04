import Foundation
import Testing

@testable import StopoverCLI

/// `run`, `rollback` and `baseline`, and the history that they write.
@Suite struct MigratingCommandTests {
    @Test("run applies, says what it did, and has nothing to do then")
    func run() async throws {
        try await Sandbox.with { sandbox in
            try sandbox.writeCounters(rows: 3)
            let first = await sandbox.run("run --create --to 1")
            #expect(first.status == .done)
            #expect(first.output == "Applied 1 migration: 001.\n")
            let second = await sandbox.run("run")
            #expect(second.status == .done)
            #expect(second.output.hasPrefix("Applied 1 migration: 002.\n3 rows in "))
            #expect(second.error.contains("002 count: step 1 of 1, Batch counters\n"))
            #expect(second.error.contains("002 count: 3 of 3 rows (100 %)"))
            #expect(second.error.contains("002 count: applied, 3 rows in "))
            let third = await sandbox.run("run")
            #expect(third.status == .done)
            #expect(third.output == "Nothing to do: no migration is pending.\n")
            #expect(third.error.isEmpty)
            #expect(await sandbox.run("status --check").status == .done)
            #expect(try sandbox.counters() == [1: 3])
        }
    }

    @Test("rollback takes back the last one, so many, or all after a version")
    func rollback() async throws {
        try await Sandbox.with { sandbox in
            try sandbox.writeCounters(rows: 3)
            _ = await sandbox.run("run --create")
            let last = await sandbox.run("rollback")
            #expect(last.status == .done)
            #expect(last.output.hasPrefix("Took back 1 migration: 002.\n"))
            #expect(last.error.contains("002 count: taken back, 3 rows in "))
            #expect(try sandbox.counters() == [0: 3])

            _ = await sandbox.run("run")
            #expect(
                await sandbox.run("rollback --to 1").output.hasPrefix("Took back 1 migration: 002.")
            )
            _ = await sandbox.run("run")
            let both = await sandbox.run("rollback --count 2")
            #expect(both.output.hasPrefix("Took back 2 migrations: 002, 001.\n"))
            let none = await sandbox.run("rollback")
            #expect(none.status == .done)
            #expect(none.output == "Nothing to take back.\n")
        }
    }

    @Test("baseline records without running")
    func baseline() async throws {
        try await Sandbox.with { sandbox in
            try sandbox.writeCounters(rows: 3)
            try sandbox.execute("CREATE TABLE counters (id INTEGER PRIMARY KEY, n)")
            let first = await sandbox.run("baseline 1")
            #expect(first.status == .done)
            #expect(first.output == "Recorded 1 migration as applied, without running: 001.\n")
            let second = await sandbox.run("baseline 001")
            #expect(
                second.output
                    == "Nothing to record: every migration up to 001 is recorded already.\n")
            #expect(await sandbox.run("status").output.hasSuffix("1 applied, 1 pending\n"))
            let unknown = await sandbox.run("baseline 7")
            #expect(unknown.status == .refused)
            #expect(unknown.error.hasPrefix("Error: There is no migration 7\n"))
        }
    }

    @Test("--allow-newer lets migrations be that only the database knows")
    func allowNewer() async throws {
        try await Sandbox.with { sandbox in
            try sandbox.writeCounters(rows: 3)
            _ = await sandbox.run("run --create")
            try FileManager.default.removeItem(atPath: sandbox.migrations + "/002_count.sql")
            #expect(await sandbox.run("run").status == .refused)
            #expect(await sandbox.run("run --allow-newer").status == .done)
        }
    }

    @Test("--history-table keeps the history in another table")
    func historyTable() async throws {
        try await Sandbox.with { sandbox in
            try sandbox.writeCounters(rows: 3)
            #expect(await sandbox.run("--history-table past run --create").status == .done)
            #expect(try sandbox.integers("SELECT count(*) FROM past") == [2])
            #expect(await sandbox.run("status --check --history-table past").status == .done)
            #expect(await sandbox.run("status --check").status == .pending)
        }
    }
}
