import Testing

@testable import Stopover
@testable import StopoverCLI

/// `run` where it fails, passes rows over, is stopped or may not begin.
@Suite struct UnfinishedRunTests {
    @Test("a migration that fails part-way is 1, keeps what is done, and status tells of it")
    func failed() async throws {
        try await Sandbox.with { sandbox in
            try sandbox.writeCounters(rows: 3)
            _ = await sandbox.run("run --create --to 1")
            try sandbox.execute(
                """
                CREATE TRIGGER no_more BEFORE UPDATE ON counters WHEN NEW.id = 3
                BEGIN SELECT RAISE(ABORT, 'not three'); END
                """)
            let answer = await sandbox.run("run --chunk-rows 1")
            #expect(answer.status == .failed)
            #expect(answer.output.isEmpty)
            #expect(answer.error.contains("Error: 002: "))
            #expect(try sandbox.counters() == [1: 2, 0: 1])
            let status = await sandbox.run("status --check")
            #expect(status.status == .failed)
            #expect(status.output.contains("002      count            failed"))
            #expect(status.output.contains("66 % done"))
            #expect(status.output.contains("\n  failed at 2"))
            try sandbox.execute("DROP TRIGGER no_more")
            #expect(await sandbox.run("run").status == .done)
            #expect(try sandbox.counters() == [1: 3])
        }
    }

    @Test("rows in quarantine make it 4, and status counts them")
    func quarantine() async throws {
        try await Sandbox.with { sandbox in
            try sandbox.execute(
                """
                CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT);
                INSERT INTO people (name) VALUES ('a'), ('b'), ('c')
                """)
            let answer = await sandbox.run("run", of: PickyProgram.self)
            #expect(answer.status == .exceptions)
            #expect(
                answer.output.hasSuffix(
                    "1 row was refused by its migration, stays as it was and is in quarantine.\n"))
            let status = await sandbox.run("status", of: PickyProgram.self)
            #expect(status.output.contains("1 quarantined"))
            #expect(status.status == .done)
        }
    }

    @Test("--for stops with 75, says where it stands, and the next run goes on")
    func budget() async throws {
        try await Sandbox.with { sandbox in
            try sandbox.writeCounters(rows: 10)
            _ = await sandbox.run("run --create --to 1")
            let answer = await sandbox.run("run --for 1ms --chunk-rows 1")
            #expect(answer.status == .stopped)
            #expect(answer.output.contains("Stopped "))
            #expect(
                answer.output.hasSuffix(
                    ": the time given with --for is over.\n"
                        + "What is committed stays: run again to go on.\n"))
            #expect(await sandbox.run("run").status == .done)
            #expect(try sandbox.counters() == [1: 10])
        }
    }

    @Test("--min-free refuses to begin where less is free")
    func minimumFree() async throws {
        try await Sandbox.with { sandbox in
            try sandbox.writeCounters(rows: 10)
            _ = await sandbox.run("run --create --to 1")
            let answer = await sandbox.run("run --min-free 4000000T")
            #expect(answer.status == .refused)
            #expect(answer.error.contains(" free, and the run is to leave 4000000.0 TiB\n"))
            #expect(try sandbox.counters() == [0: 10])
            #expect(await sandbox.run("run --min-free 1K").status == .done)
        }
    }

    @Test("a changed half-done migration is refused until --accept-changed names it")
    func acceptChanged() async throws {
        try await Sandbox.with { sandbox in
            try sandbox.writeCounters(rows: 10)
            _ = await sandbox.run("run --create --to 1")
            try sandbox.execute(
                """
                CREATE TRIGGER no_more BEFORE UPDATE ON counters WHEN NEW.id = 6
                BEGIN SELECT RAISE(ABORT, 'no'); END
                """)
            #expect(await sandbox.run("run --chunk-rows 1").status == .failed)
            try sandbox.execute("DROP TRIGGER no_more")
            try sandbox.write(
                "002_count.sql",
                """
                -- migrate:up
                -- migrate:batch table:counters
                UPDATE counters SET n = n + 100 WHERE :chunk;
                """)
            let refused = await sandbox.run("run")
            #expect(refused.status == .refused)
            #expect(refused.error.contains("--accept-changed"))
            #expect(await sandbox.run("run --accept-changed 1").status == .refused)
            #expect(await sandbox.run("run --accept-changed 1 --accept-changed 2").status == .done)
            #expect(try sandbox.counters() == [1: 5, 100: 5])
        }
    }
}

/// Upper-cases names, but for `b`.
enum PickyProgram: MigrationProgram {
    static let name = "picky"
    static let abstract = "Refuse a row."
    static let usesDirectory = false

    static func migrations(directory: String?) throws -> [any Migration] { [PickyMigration()] }
}

private struct PickyMigration: Migration {
    struct NotThatOne: Error {}

    let version: MigrationVersion = 1
    let name = "picky"

    var up: Steps {
        Transform("people", reading: .text("name"), writing: .text("name")) { name in
            if name == "b" { throw NotThatOne() }
            return name?.uppercased()
        }
        .refusals(.quarantine(upTo: 2))
    }
}
