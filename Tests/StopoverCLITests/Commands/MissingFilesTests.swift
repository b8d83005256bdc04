import Foundation
import Testing

@testable import StopoverCLI

/// What the commands do where the database or the migrations are not there.
@Suite struct MissingFilesTests {
    @Test(
        "a database that is not there is refused and not made",
        arguments: [
            "status", "status --check", "plan", "info", "run", "run --dry-run",
            "rollback", "baseline 1", "reset --yes", "reset", "snapshot create",
            "snapshot restore x", "snapshot restore x --dry-run", "snapshot prune --keep 1",
        ])
    func missingDatabase(_ line: String) async throws {
        try await Sandbox.with { sandbox in
            try sandbox.writeCounters(rows: 3)
            let answer = await sandbox.run(line)
            #expect(answer.status == .refused)
            #expect(answer.output.isEmpty)
            #expect(answer.error.hasPrefix("Error: There is no database at \(sandbox.database)\n"))
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: sandbox.root) == ["migrations"])
        }
    }

    @Test("a dry run of --create shows the whole plan and makes no database")
    func dryCreate() async throws {
        try await Sandbox.with { sandbox in
            try sandbox.writeCounters(rows: 3)
            let answer = await sandbox.run("run --create --dry-run")
            #expect(answer.status == .done)
            #expect(answer.output.hasPrefix("2 migrations to apply\n\n001 create_counters\n"))
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: sandbox.root) == ["migrations"])
        }
    }

    @Test("a refused run of --create makes no database")
    func refusedCreate() async throws {
        try await Sandbox.with { sandbox in
            try sandbox.writeCounters(rows: 3)
            let answer = await sandbox.run("run --create --to 9")
            #expect(answer.status == .refused)
            #expect(answer.error.hasPrefix("Error: There is no migration 9\n"))
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: sandbox.root) == ["migrations"])
        }
    }

    @Test("info needs no migrations")
    func infoWithoutMigrations() async throws {
        try await Sandbox.with { sandbox in
            try sandbox.writeCounters(rows: 3)
            #expect(await sandbox.run("run --create").status == .done)
            try FileManager.default.removeItem(atPath: sandbox.migrations)
            let answer = await sandbox.run("info")
            #expect(answer.status == .done)
            #expect(answer.output.contains("counters"))
        }
    }

    @Test(
        "a directory that is not there is refused", arguments: ["status", "plan", "run --create"])
    func missingDirectory(_ line: String) async throws {
        try await Sandbox.with { sandbox in
            let answer = await sandbox.run(line)
            #expect(answer.status == .refused)
            #expect(answer.error.hasPrefix("Error: "))
            #expect(answer.error.contains(sandbox.migrations))
            #expect(!FileManager.default.fileExists(atPath: sandbox.database))
        }
    }
}
