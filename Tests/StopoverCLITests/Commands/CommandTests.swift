import Foundation
import Testing

@testable import Stopover
@testable import StopoverCLI

/// The commands, each carried out in this process on a real database.
@Suite struct CommandTests {
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

    @Test("reset drops everything after the database's name was typed")
    func resetConfirmed() async throws {
        try await Sandbox.with { sandbox in
            try sandbox.writeCounters(rows: 3)
            _ = await sandbox.run("run --create")
            try sandbox.execute("CREATE TABLE extra (id); UPDATE counters SET n = 9")
            let answer = await sandbox.run("reset", typing: "contacts.db")
            #expect(answer.status == .done)
            #expect(answer.error.contains("This drops everything in "))
            #expect(answer.error.contains("contacts.db (2 tables, "))
            #expect(
                answer.error.contains(
                    "). A snapshot is taken first, in \(sandbox.snapshots.directory).\n"
                        + "Type the database's name (contacts.db) to drop everything: "))
            #expect(try sandbox.snapshots.list().snapshots.map(\.purpose) == [.reset])
            #expect(
                answer.output.hasPrefix("Dropped everything and applied 2 migrations: 001, 002.\n"))
            #expect(try sandbox.counters() == [1: 3])
            #expect(
                try sandbox.integers("SELECT count(*) FROM sqlite_master WHERE name = 'extra'") == [
                    0
                ])
        }
    }

    @Test("reset drops nothing where anything else was typed", arguments: ["", "y", "Contacts.db"])
    func resetNotConfirmed(_ answer: String) async throws {
        try await Sandbox.with { sandbox in
            try sandbox.writeCounters(rows: 3)
            _ = await sandbox.run("run --create")
            let answer = await sandbox.run("reset", typing: answer)
            #expect(answer.status == .refused)
            #expect(
                answer.error.hasSuffix(
                    "Error: That is not the database's name\n  Nothing was dropped.\n"))
            #expect(try sandbox.counters() == [1: 3])
        }
    }

    @Test("reset needs --yes where nobody can be asked")
    func resetUnattended() async throws {
        try await Sandbox.with { sandbox in
            try sandbox.writeCounters(rows: 3)
            _ = await sandbox.run("run --create")
            try sandbox.execute("UPDATE counters SET n = 9")
            let refused = await sandbox.run("reset")
            #expect(refused.status == .refused)
            #expect(refused.error.hasPrefix("Error: reset drops everything in "))
            #expect(
                refused.error.hasSuffix(
                    "), and nobody is there to confirm it\n  Say --yes to do it. "
                        + "A snapshot is taken first, in \(sandbox.snapshots.directory).\n"))
            #expect(try sandbox.counters() == [9: 3])
            #expect(await sandbox.run("reset --yes").status == .done)
            #expect(try sandbox.counters() == [1: 3])
        }
    }

    @Test("reset --no-safety-snapshot takes none, and says what that means")
    func resetWithoutSnapshot() async throws {
        try await Sandbox.with { sandbox in
            try sandbox.writeCounters(rows: 3)
            _ = await sandbox.run("run --create")
            let refused = await sandbox.run("reset --no-safety-snapshot")
            #expect(
                refused.error.hasSuffix(
                    "  Say --yes to do it. No snapshot is taken first: it can't be undone.\n"))
            let answer = await sandbox.run("reset --no-safety-snapshot", typing: "contacts.db")
            #expect(answer.status == .done)
            #expect(answer.error.contains("). No snapshot is taken first: it can't be undone.\n"))
            #expect(try sandbox.snapshots.list().snapshots.isEmpty)
        }
    }

    @Test("new writes the next file, whatever is in the directory")
    func new() async throws {
        try await Sandbox.with { sandbox in
            let first = await sandbox.run("new create_contacts")
            #expect(first.status == .done)
            #expect(first.output == "\(sandbox.migrations)/001_create_contacts.sql\n")
            try sandbox.write("007_broken.sql", "-- migrate:nonsense")
            let second = await sandbox.run("new NormalizePhones --batch")
            #expect(second.output == "\(sandbox.migrations)/008_normalize_phones.sql\n")
            let swift = await sandbox.run("new merge --swift")
            #expect(swift.output == "\(sandbox.migrations)/009_merge.swift\n")
            let json = await sandbox.run("new x --format json")
            #expect(
                json.output
                    == #"{"schema":1,"time":"2026-11-22T10:15:00.250Z","event":"created","#
                    + #""version":"010","step":null,"path":"\#(sandbox.migrations)/010_x.sql"}"#
                    + "\n")
        }
    }

    @Test("new refuses a name without a word")
    func newWithoutName() async throws {
        try await Sandbox.with { sandbox in
            let answer = await sandbox.run("new ___")
            #expect(answer.status == .usage)
            #expect(
                answer.error == """
                    Error: The name needs a letter or a digit, a to z or 0 to 9.
                    See 'tool new --help' for more information.

                    """)
            #expect(!FileManager.default.fileExists(atPath: sandbox.migrations))
        }
    }

    @Test("what new writes can be planned and run as it is", arguments: ["", " --batch"])
    func newRuns(flag: String) async throws {
        try await Sandbox.with { sandbox in
            // The batch's template wants a table that is there, the other one makes it.
            let table = flag.isEmpty ? "other" : "table_name"
            try sandbox.execute(
                """
                CREATE TABLE \(table) (id INTEGER PRIMARY KEY, old_column);
                INSERT INTO \(table) (old_column) VALUES ('A'), (NULL)
                """)
            _ = await sandbox.run("new try_it" + flag)
            #expect(await sandbox.run("run").status == .done)
            #expect(await sandbox.run("rollback").status == .done)
        }
    }

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

    @Test(
        "with --format json every line is an object with the fixed fields, errors too",
        arguments: [
            ("status", "status"), ("plan", "plan"), ("info --count", "info"),
            ("run --dry-run", "plan"), ("rollback --dry-run", "plan"), ("run", "finished"),
            ("rollback", "finished"), ("baseline 2", "baseline"), ("reset --yes", "finished"),
            ("run --for 1ms --chunk-rows 1", "stopped"), ("reset", "error"),
            ("run --to 9", "error"), ("snapshot create", "snapshot_created"),
            ("snapshot list", "snapshots"), ("snapshot prune --keep 1", "pruned"),
            ("snapshot verify x", "error"), ("snapshot restore x", "error"),
            ("run --snapshot database", "finished"),
        ])
    func json(line: String, lastEvent: String) async throws {
        try await Sandbox.with { sandbox in
            try sandbox.writeCounters(rows: 10)
            _ = await sandbox.run("run --create --to 1")
            let answer = await sandbox.run(line + " --format json")
            #expect(answer.error.isEmpty)
            let events = try answer.output.split(separator: "\n").map { line in
                let value = try JSONSerialization.jsonObject(with: Data(line.utf8))
                return try #require(value as? [String: Any])
            }
            for event in events {
                #expect(event["schema"] as? Int == 1)
                #expect(event["time"] as? String == "2026-11-22T10:15:00.250Z")
                #expect(event.keys.contains("version") && event.keys.contains("step"))
                #expect((event["event"] as? String == "error") == (event["code"] != nil))
            }
            #expect(events.last?["event"] as? String == lastEvent)
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
