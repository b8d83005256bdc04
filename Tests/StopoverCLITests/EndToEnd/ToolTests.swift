import Foundation
import Testing

/// The built tool from its first file to its last command.
@Suite struct ToolTests {
    @Test("results go to standard output, progress and errors to standard error")
    func streams() async throws {
        try await Sandbox.with { sandbox in
            try sandbox.writeCounters(rows: 3)
            let missing = try await sandbox.tool("status")
            #expect(missing.code == 3)
            #expect(missing.output.isEmpty)
            #expect(missing.error.hasPrefix("Error: There is no database at contacts.db\n"))

            let run = try await sandbox.tool("run --create")
            #expect(run.code == 0)
            #expect(run.output.hasPrefix("Applied 2 migrations: 001, 002.\n"))
            #expect(run.error.hasSuffix("\n") && run.error.contains("002 count: applied, "))
            #expect(!run.error.contains("\u{1B}") && !run.error.contains("\r"))

            let help = try await sandbox.tool("--help")
            #expect(help.code == 0)
            #expect(help.output.contains("USAGE: stopover <subcommand>"))
            #expect(help.error.isEmpty)

            let wrong = try await sandbox.tool("statsu")
            #expect(wrong.code == 64)
            #expect(wrong.output.isEmpty)
            #expect(wrong.error.hasPrefix("Error: Unexpected argument 'statsu'\n"))
        }
    }

    @Test("--database wins over DATABASE_URL, and without either it is 64")
    func database() async throws {
        try await Sandbox.with { sandbox in
            try sandbox.writeCounters(rows: 3)
            #expect(
                try await sandbox.tool(
                    "run --create --database contacts.db",
                    environment: ["DATABASE_URL": "postgres://x"]
                ).code == 0)
            #expect(try sandbox.counters() == [1: 3])
            let url = try await sandbox.tool(
                "status --check", environment: ["DATABASE_URL": "mysql:x"])
            #expect(url.code == 64)
            #expect(url.error.hasPrefix("Error: DATABASE_URL: 'mysql:' is not a database"))
            #expect(try await sandbox.tool("status", environment: ["DATABASE_URL": ""]).code == 64)
        }
    }

    @Test("whoever read its output may be gone: it does its work to the end")
    func closedPipe() async throws {
        try await Sandbox.with { sandbox in
            try sandbox.writeCounters(rows: 3)
            #expect(try await sandbox.tool("run --create").code == 0)
            let toNobody = [
                "/bin/bash", "-c", #"exec 3> >(exec true); sleep 0.3; "$0" "$@" >&3 2>&3"#,
            ]
            _ = try await sandbox.tool("reset --yes --no-safety-snapshot", through: toNobody)
            #expect(try sandbox.counters() == [1: 3])
        }
    }

    @Test("from new to rollback, in the directory that is the default")
    func wholeStory() async throws {
        try await Sandbox.with { sandbox in
            let new = try await sandbox.tool("new create_table")
            #expect(new.output == "./migrations/001_create_table.sql\n")
            #expect(try await sandbox.tool("status").code == 3)
            #expect(try await sandbox.tool("run --create").code == 0)
            #expect(try await sandbox.tool("status --check").code == 0)
            #expect(try await sandbox.tool("new add_column").code == 0)
            #expect(try await sandbox.tool("status --check").code == 2)
            #expect(try await sandbox.tool("plan").code == 3)
            #expect(try await sandbox.tool("rollback").output == "Took back 1 migration: 001.\n")
        }
    }
}
