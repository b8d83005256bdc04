import Foundation
import Testing

@testable import Stopover
@testable import StopoverCLI

/// `rollback` of a batch without down steps, on a real database.
@Suite struct RollbackRowsTests {
    /// Five counters at 1, which the last migration set to 0.
    private func withForgotten(
        _ line: String = "run --create", _ body: (Sandbox) async throws -> Void
    ) async throws {
        try await Sandbox.with { sandbox in
            try sandbox.writeCounters(rows: 5)
            try sandbox.writeForget()
            #expect(await sandbox.run(line).status == .done)
            #expect(try sandbox.counters() == [0: 5])
            try await body(sandbox)
        }
    }

    private func conflicts(_ sandbox: Sandbox) throws -> [String] {
        try sandbox.texts(
            """
            SELECT version || ' ' || table_name || ' ' || key
            || ' ' || column_name || ' ' || kind FROM _migration_conflicts
            ORDER BY rowid
            """)
    }

    @Test("the plan says what is kept, and status calls it no longer irreversible")
    func kept() async throws {
        try await Sandbox.with { sandbox in
            try sandbox.writeCounters(rows: 5)
            try sandbox.writeForget()
            _ = await sandbox.run("run --create --to 2")
            let plan = await sandbox.run("plan")
            #expect(
                plan.output.hasPrefix(
                    """
                    1 migration to apply

                    003 forget
                      what its batches change is kept in a row snapshot
                      1. Batch counters (5 rows by id; about
                    """))
            #expect(
                plan.output.contains(
                    """

                      - 003 has no down steps: its row snapshot takes it back, and leaves what is \
                    written since alone.

                    """))
            _ = await sandbox.run("run")
            let status = await sandbox.run("status")
            #expect(!status.output.contains("irreversible"))
            #expect(status.output.hasSuffix("\n3 applied\n"))
            let json = await sandbox.run("status --format json").output
            #expect(json.contains(#""reversible":true"#))
            #expect(
                json.firstMatch(of: /"row_snapshot":"003-forget-\d{8}T\d{6}Z\.rows\.zst"/) != nil)
        }
    }

    @Test("the rows go back, and what was written since stays")
    func takenBack() async throws {
        try await withForgotten { sandbox in
            try sandbox.execute("INSERT INTO counters (n) VALUES (7)")
            let plan = await sandbox.run("rollback --dry-run")
            #expect(plan.status == .done)
            #expect(
                plan.output.hasPrefix(
                    """
                    1 migration to take back

                    003 forget
                      1. RestoreRows (5 rows; 0 conflicts; about
                    """))
            #expect(try sandbox.counters() == [0: 5, 7: 1])
            let answer = await sandbox.run("rollback")
            #expect(answer.status == .done)
            #expect(answer.output.hasPrefix("Took back 1 migration: 003.\n5 rows in "))
            #expect(answer.error.contains("003 forget: step 1 of 1, RestoreRows\n"))
            #expect(answer.error.contains("003 forget: taken back, 5 rows in "))
            #expect(try sandbox.counters() == [1: 5, 7: 1])
            #expect(try conflicts(sandbox) == [])
            #expect(await sandbox.run("status").output.hasSuffix("\n2 applied, 1 pending\n"))
        }
    }

    @Test("what was changed again since stays, is listed, and makes the status 4")
    func reported() async throws {
        try await withForgotten { sandbox in
            try sandbox.execute(
                "UPDATE counters SET n = 42 WHERE id = 2; DELETE FROM counters WHERE id = 4")
            #expect(
                await sandbox.run("rollback --dry-run").output
                    .contains("  1. RestoreRows (3 rows; 2 conflicts; about "))
            let answer = await sandbox.run("rollback")
            #expect(answer.status == .exceptions)
            #expect(answer.output.hasPrefix("Took back 1 migration: 003.\n3 rows in "))
            #expect(
                answer.output.hasSuffix(
                    """
                    2 conflicts: these did not go back, and stay as they are.
                      counters 4: the row was deleted since
                      counters 2, n: changed since
                    They are listed in the table _migration_conflicts.

                    """))
            #expect(try sandbox.counters() == [1: 3, 42: 1])
            #expect(
                try conflicts(sandbox) == ["003 counters 4  deleted", "003 counters 2 n changed"])
        }
    }

    @Test("JSON lists them too")
    func json() async throws {
        try await withForgotten { sandbox in
            try sandbox.execute("UPDATE counters SET n = 42 WHERE id = 2")
            let plan = await sandbox.run("rollback --dry-run --format json").output
            #expect(plan.contains(#""description":"RestoreRows","key":[],"rows":4,"#))
            #expect(plan.contains(#","conflicts":1}"#))
            let answer = await sandbox.run("rollback --format json")
            #expect(answer.status == .exceptions)
            let last = try #require(answer.output.split(separator: "\n").last)
            #expect(last.contains(#""event":"finished""#))
            #expect(
                last.hasSuffix(
                    #""conflicts":1,"conflict_list":[{"table":"counters","key":"2","column":"n","#
                        + #""kind":"changed"}]}"#))
        }
    }

    @Test("abort changes nothing where there is a conflict")
    func abort() async throws {
        try await withForgotten { sandbox in
            try sandbox.execute("UPDATE counters SET n = 42 WHERE id = 2")
            let answer = await sandbox.run("rollback --conflicts abort")
            #expect(answer.status == .refused)
            #expect(answer.output.isEmpty)
            #expect(
                answer.error.hasSuffix(
                    """
                    Error: 003: 1 value of forget can't go back: changed again since, or in the way of others
                      `rollback --dry-run` counts them; --conflicts report keeps the newer values and lists \
                    them, --conflicts overwrite gives them up.

                    """))
            #expect(try sandbox.counters() == [0: 4, 42: 1])
            #expect(try conflicts(sandbox) == [])
            #expect(await sandbox.run("status").output.hasSuffix("\n3 applied\n"))
            try sandbox.execute("UPDATE counters SET n = 0 WHERE id = 2")
            #expect(await sandbox.run("rollback --conflicts abort").status == .done)
            #expect(try sandbox.counters() == [1: 5])
        }
    }

    @Test("overwrite puts the old values over the newer ones")
    func overwrite() async throws {
        try await withForgotten { sandbox in
            try sandbox.execute("UPDATE counters SET n = 42 WHERE id = 2")
            #expect(
                await sandbox.run("rollback --dry-run --conflicts overwrite").output
                    .contains("  1. RestoreRows (5 rows; 0 conflicts; about "))
            let answer = await sandbox.run("rollback --conflicts overwrite")
            #expect(answer.status == .done)
            #expect(try sandbox.counters() == [1: 5])
        }
    }

    @Test("keys that are no integers are shown where that is asked for alone")
    func keys() async throws {
        try await Sandbox.with { sandbox in
            try sandbox.write(
                "001_people.sql",
                """
                -- migrate:up
                CREATE TABLE people (name TEXT NOT NULL PRIMARY KEY, age INTEGER);
                INSERT INTO people VALUES ('Ann', 1), ('Bob', 2);
                """)
            try sandbox.write(
                "002_older.sql",
                """
                -- migrate:up
                -- migrate:batch table:people
                UPDATE people SET age = age + 1 WHERE :chunk;
                """)
            for (flag, age, key) in [("", 30, "(a text)"), (" --show-keys", 40, "'Bob'")] {
                #expect(await sandbox.run("run --create").status == .done)
                try sandbox.execute("UPDATE people SET age = \(age) WHERE name = 'Bob'")
                let answer = await sandbox.run("rollback" + flag)
                #expect(answer.status == .exceptions)
                #expect(answer.output.contains("\n  people \(key), age: changed since\n"))
                #expect((answer.output + answer.error).contains("Bob") == !flag.isEmpty)
            }
        }
    }

    @Test("without anything kept it is irreversible, and rollback says why")
    func nothingKept() async throws {
        try await withForgotten("run --create --snapshot none") { sandbox in
            #expect(await sandbox.run("status").output.contains("  irreversible\n"))
            let answer = await sandbox.run("rollback")
            #expect(answer.status == .refused)
            #expect(
                answer.error == """
                    Error: 003: forget can't be taken back: it has no down steps
                      Write what takes it back as its down steps, or restore a backup.

                    """)
            let counters = try sandbox.counters()
            #expect(counters == [0: 5])
        }
    }

    @Test("a row snapshot that is gone refuses the rollback, and says what is lost")
    func gone() async throws {
        try await withForgotten { sandbox in
            let name = try sandbox.texts(
                "SELECT row_snapshot FROM _migrations WHERE version = '003'")[0]
            let path = sandbox.snapshots.directory + "/" + name
            try FileManager.default.moveItem(atPath: path, toPath: path + ".away")
            let answer = await sandbox.run("rollback")
            #expect(answer.status == .refused)
            #expect(
                answer.error == """
                    Error: 003: forget can't be taken back: its row snapshot \(name) is not in \
                    \(sandbox.snapshots.directory), and with it the old values of the 5 rows that it changed \
                    are gone
                      Bring the file back, or name its directory with --snapshot-dir.

                    """)
            #expect(try sandbox.counters() == [0: 5])
            try FileManager.default.moveItem(atPath: path + ".away", toPath: path)
            #expect(await sandbox.run("rollback").status == .done)
            #expect(try sandbox.counters() == [1: 5])
        }
    }
}
