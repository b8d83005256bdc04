import Testing

@testable import StopoverCLI

/// `status`, `plan` and `info`, which show what there is and change nothing.
@Suite struct ReportingCommandTests {
    @Test("status shows what there is and changes nothing")
    func status() async throws {
        try await Sandbox.with { sandbox in
            try sandbox.writeCounters(rows: 3)
            try sandbox.execute("CREATE TABLE other (id)")
            let answer = await sandbox.run("status")
            #expect(answer.status == .done)
            #expect(
                answer.output == """
                    VERSION  NAME             STATE    APPLIED AT  NOTES
                    001      create_counters  pending
                    002      count            pending

                    2 pending

                    """)
            #expect(answer.error.isEmpty)
            #expect(try sandbox.integers("SELECT count(*) FROM sqlite_master") == [1])
            #expect(await sandbox.run("status --check").status == .pending)
        }
    }

    @Test("plan and both dry runs show what would be done and change nothing")
    func plan() async throws {
        try await Sandbox.with { sandbox in
            try sandbox.writeCounters(rows: 3)
            _ = await sandbox.run("run --create --to 1")
            let plan = await sandbox.run("plan")
            #expect(plan.status == .done)
            #expect(
                plan.output.hasPrefix(
                    "1 migration to apply\n\n002 count: Add one to every counter\n"))
            #expect(plan.output.contains("  1. Batch counters (3 rows by id;"))
            // But for the last line: others write to the volume meanwhile.
            let dryRun = await sandbox.run("run --dry-run").output
            #expect(
                dryRun.split(separator: "\nDisk: ").first
                    == plan.output.split(separator: "\nDisk: ").first)
            #expect(await sandbox.run("plan --to 1").output.hasPrefix("Nothing to apply."))
            let back = await sandbox.run("rollback --dry-run")
            #expect(back.status == .done)
            #expect(back.output.hasPrefix("1 migration to take back\n\n001 create_counters\n"))
            #expect(try sandbox.counters() == [0: 3])
            #expect(await sandbox.run("status").output.hasSuffix("1 applied, 1 pending\n"))
        }
    }

    @Test("info shows the database, with rows where they are asked for")
    func info() async throws {
        try await Sandbox.with { sandbox in
            try sandbox.writeCounters(rows: 3)
            _ = await sandbox.run("run --create")
            let answer = await sandbox.run("info --count")
            #expect(answer.status == .done)
            #expect(answer.output.hasPrefix("Database      "))
            #expect(answer.output.contains("Migrations    2 applied, the last is 002\n"))
            #expect(answer.output.hasSuffix("\nTABLE     ROWS  INDEXES\ncounters  3\n"))
            #expect(await sandbox.run("info").output.hasSuffix("\nTABLE     INDEXES\ncounters\n"))
        }
    }
}
