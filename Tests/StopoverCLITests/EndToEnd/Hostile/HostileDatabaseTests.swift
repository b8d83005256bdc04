import Foundation
import Testing

@testable import StopoverCLI

/// Files that are no whole database, and databases whose schema lies.
@Suite struct HostileDatabaseTests {
    private static let commands = [
        "status", "status --check", "info", "info --count", "plan", "run", "run --create",
        "rollback", "baseline 1", "reset --yes", "snapshot create",
    ]

    /// Half a database of two tables, in a rollback journal so that the file has all of it.
    private func database(_ sandbox: Sandbox) throws -> Data {
        try sandbox.execute(
            """
            PRAGMA page_size = 512;
            CREATE TABLE counters (id INTEGER PRIMARY KEY, n INTEGER);
            CREATE INDEX by_n ON counters (n);
            WITH RECURSIVE r(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM r WHERE i < 300)
            INSERT INTO counters SELECT i, i FROM r;
            """)
        return try #require(FileManager.default.contents(atPath: sandbox.database))
    }

    private static let check =
        "Check that it is an SQLite database and that you may read and write it."
    private static let restore =
        "It is damaged: `snapshot list` shows what can be restored, with --to into a new file."

    @Test(
        "what is no whole database is refused by every command, and stays as it is",
        arguments: ["text", "byte", "half", "page", "header", "zeros", "magic"])
    func noDatabase(_ kind: String) async throws {
        try await Sandbox.with { sandbox in
            try sandbox.writeCounters(rows: 3)
            let whole = try database(sandbox)
            let (content, reason) =
                switch kind {
                case "text": (Data("This is no database.\n".utf8), "file is not a database")
                case "byte": (Data("S".utf8), "file is not a database")
                case "half": (whole.prefix(whole.count / 2), "database disk image is malformed")
                case "page": (whole.prefix(512), "database disk image is malformed")
                case "header": (whole.prefix(100), "database disk image is malformed")
                case "zeros": (Data(count: 8_192), "file is not a database")
                default:
                    (
                        Data("SQLite format 3\0".utf8) + Data(repeating: 0xFF, count: 8_192),
                        "file is not a database"
                    )
                }
            try content.write(to: URL(fileURLWithPath: sandbox.database))
            let before = try sandbox.contents()
            for command in Self.commands {
                let answer = await sandbox.run(command)
                #expect(answer.status == .refused, "\(command)")
                #expect(answer.output.isEmpty)
                #expect(
                    answer.error == """
                        Error: \(sandbox.database) can't be opened: \(reason)
                          \(reason.hasPrefix("file") ? Self.check : Self.restore)

                        """, "\(command)")
                #expect(try sandbox.contents() == before, "\(command)")
            }
            #expect(try await sandbox.tool("run").code == 3)
        }
    }

    @Test(
        "a schema that SQLite can't read is refused by every command, and stays as it is",
        arguments: [
            ("rootpage = 99999", "malformed database schema (counters) - invalid rootpage"),
            (
                "sql = 'CREATE NONSENSE'",
                #"malformed database schema (counters) - near "NONSENSE": syntax error"#
            ),
            (
                "sql = 'CREATE TABLE counters (id, id)'",
                "malformed database schema (counters) - duplicate column name: id"
            ),
        ])
    func unreadableSchema(_ change: String, _ reason: String) async throws {
        try await Sandbox.with { sandbox in
            try sandbox.writeCounters(rows: 3)
            _ = try database(sandbox)
            try lie(change, in: sandbox)
            let before = try sandbox.contents()
            for command in Self.commands {
                let answer = await sandbox.run(command)
                #expect(answer.status == .refused, "\(command)")
                #expect(
                    answer.error == """
                        Error: \(sandbox.database) can't be opened: \(reason)
                          \(Self.restore)

                        """, "\(command)")
                #expect(try sandbox.contents() == before, "\(command)")
            }
        }
    }

    /// The index's page in place of the table's: it shows when rows are read.
    @Test("a table that leads to another's page fails, and the migration goes on when it is mended")
    func wrongPage() async throws {
        try await Sandbox.with { sandbox in
            try sandbox.write(
                "001_count.sql",
                """
                -- migrate:up
                -- migrate:batch table:counters
                UPDATE counters SET n = n + 1 WHERE :chunk;
                """)
            _ = try database(sandbox)
            let page = try sandbox.integers(
                "SELECT rootpage FROM sqlite_schema WHERE name = 'counters'")[0]
            try lie(
                "rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'by_n')", in: sandbox)
            let plan = await sandbox.run("plan")
            #expect(plan.status == .refused)
            #expect(
                plan.error == """
                    Error: The database can't be used: SQLite error 11: database disk image is malformed
                      \(Self.restore)

                    """)
            let run = try await sandbox.tool("run")
            #expect(run.code == 1)
            #expect(
                run.error.hasSuffix(
                    """
                    Error: 001: ./migrations/001_count.sql:2: Batch counters: SQLite error 11: \
                    database disk image is malformed
                      What was committed before stays; mend the cause and run again.

                    """))
            try lie("rootpage = \(page)", in: sandbox)
            #expect(try await sandbox.tool("run").code == 0)
            #expect(try sandbox.integers("SELECT sum(n) FROM counters") == [300 * 301 / 2 + 300])
        }
    }

    private func lie(_ change: String, in sandbox: Sandbox) throws {
        try sandbox.execute(
            """
            PRAGMA writable_schema = ON;
            UPDATE sqlite_schema SET \(change) WHERE name = 'counters';
            PRAGMA writable_schema = OFF;
            """)
    }

    @Test(
        "a device or a pipe in place of the database is refused",
        arguments: commands, ["device", "pipe"])
    func device(_ command: String, _ kind: String) async throws {
        try await Sandbox.with { sandbox in
            try sandbox.writeCounters(rows: 3)
            if kind == "pipe" {
                #expect(mkfifo(sandbox.database, 0o600) == 0)
            } else {
                #expect(symlink("/dev/null", sandbox.database) == 0)
            }
            let answer = await sandbox.run(command)
            #expect(answer.status == .refused)
            #expect(
                answer.error == """
                    Error: \(sandbox.database) is not a file
                      Name the database's file.

                    """)
            #expect(!FileManager.default.fileExists(atPath: "/dev/null.stopover-lock"))
        }
    }

    @Test("a directory in place of the database is refused", arguments: commands)
    func directory(_ command: String) async throws {
        try await Sandbox.with { sandbox in
            try sandbox.writeCounters(rows: 3)
            try FileManager.default.createDirectory(
                atPath: sandbox.database, withIntermediateDirectories: false)
            let answer = await sandbox.run(command)
            #expect(answer.status == .refused)
            #expect(
                answer.error == """
                    Error: \(sandbox.database) is a directory
                      Name the database's file.

                    """)
            #expect(try FileManager.default.contentsOfDirectory(atPath: sandbox.database).isEmpty)
        }
    }
}
