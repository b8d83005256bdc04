import Foundation
import GRDB
import Testing

@testable import StopoverCLI

/// Migrations, directories and disks that can't be read or written. Root may do anything, so that the tool is
/// run as somebody else.
@Suite struct HostileFilesTests {
    private static let asUser = Launchers.ordinaryUser

    /// A sandbox of that user's, with counters in the database and a batch to run.
    private func withSandbox(
        journalMode: String = "delete", _ body: (Sandbox) async throws -> Void
    ) async throws {
        try await Sandbox.with { sandbox in
            try sandbox.write(
                "001_count.sql",
                """
                -- migrate:up
                -- migrate:batch table:counters
                UPDATE counters SET n = n + 1 WHERE :chunk;
                """)
            try sandbox.execute(
                "CREATE TABLE counters (id INTEGER PRIMARY KEY, n INTEGER); INSERT INTO counters VALUES (1, 1)"
            )
            // It leaves no log behind: the last connection that closes takes it away.
            try DatabaseQueue(path: sandbox.database).inDatabase {
                try $0.execute(sql: "PRAGMA journal_mode = \(journalMode)")
            }
            for path in ["", "/contacts.db", "/migrations", "/migrations/001_count.sql"] {
                #expect(chown(sandbox.root + path, Launchers.ordinaryUserID, gid_t.max) == 0)
            }
            try await body(sandbox)
            // Else nobody could remove it.
            for path in ["", "/migrations"] { chmod(sandbox.root + path, 0o700) }
        }
    }

    /// Expects that a command is refused and leaves everything as it was.
    private func expectRefused(
        _ command: String, in sandbox: Sandbox, _ text: String,
        through launcher: [String]? = asUser,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let before = try sandbox.contents()
        let ending = try await sandbox.tool(command, through: try #require(launcher))
        #expect(ending.code == 3, "\(command)", sourceLocation: sourceLocation)
        #expect(ending.output.isEmpty, sourceLocation: sourceLocation)
        #expect(ending.error == text + "\n", "\(command)", sourceLocation: sourceLocation)
        var after = try sandbox.contents()
        // Whoever runs makes the lock's file and the snapshots' directory and leaves them, where it can.
        for name in ["contacts.db.stopover-lock", "contacts.db.snapshots"]
        where before[name] == nil {
            after[name] = nil
        }
        #expect(after == before, "\(command)", sourceLocation: sourceLocation)
    }

    // MARK: Migrations

    @Test(
        "a migration that can't be read is refused before the database is touched",
        .enabled(if: asUser != nil), arguments: ["status", "plan", "run"])
    func unreadableMigration(_ command: String) async throws {
        try await withSandbox { sandbox in
            let hint = "Check that it is there and that you may read it."
            #expect(chmod(sandbox.migrations + "/001_count.sql", 0) == 0)
            try await expectRefused(
                command, in: sandbox,
                "Error: ./migrations/001_count.sql could not be read\n  \(hint)")
            #expect(chmod(sandbox.migrations, 0) == 0)
            try await expectRefused(
                command, in: sandbox, "Error: ./migrations could not be read\n  \(hint)")
        }
    }

    @Test("links that lead round, to a directory, a device or much data are refused")
    func links() async throws {
        try await withSandbox { sandbox in
            let path = sandbox.migrations + "/002_link.sql"
            let file = "./migrations/002_link.sql"
            let noFile = """
                Error: \(file): it is not a regular file
                  Move it elsewhere, or give it another name.
                """
            for (target, text) in [
                (
                    "002_link.sql",
                    "Error: \(file) could not be read\n  Check that it is there and that you may read it."
                ),
                (".", noFile), ("/dev/zero", noFile),
                (
                    "../large",
                    """
                    Error: \(file): the file is larger than 16 MiB
                      Split it, or load its rows by other means.
                    """
                ),
            ] {
                try Data().write(to: URL(fileURLWithPath: sandbox.root + "/large"))
                #expect(truncate(sandbox.root + "/large", 20 << 20) == 0)
                #expect(symlink(target, path) == 0)
                try await expectRefused("run", in: sandbox, text, through: [])
                #expect(unlink(path) == 0)
            }
        }
    }

    @Test("a name that holds an escape sequence is refused without being played")
    func escapeSequence() async throws {
        try await withSandbox { sandbox in
            try sandbox.write("\u{1B}[31m002.sql", "-- migrate:up\nSELECT 1")
            try await expectRefused(
                "run", in: sandbox,
                """
                Error: ./migrations/ [31m002.sql: the file's name is not a version, _, a name and .sql
                  Name it like 003_normalize_phones.sql, or move it elsewhere.
                """, through: [])
        }
    }

    // MARK: The database

    @Test(
        "a database that may not be read is refused", .enabled(if: asUser != nil),
        arguments: ["status", "plan", "run", "rollback", "snapshot create"])
    func unreadableDatabase(_ command: String) async throws {
        try await withSandbox { sandbox in
            #expect(chmod(sandbox.database, 0) == 0)
            try await expectRefused(
                command, in: sandbox,
                """
                Error: contacts.db can't be opened: unable to open database file
                  Check that it is an SQLite database and that you may read and write it.
                """)
        }
    }

    @Test(
        "a database that may only be read is told of, and not migrated",
        .enabled(if: asUser != nil))
    func readableDatabase() async throws {
        try await withSandbox { sandbox in
            #expect(chmod(sandbox.database, 0o444) == 0)
            let status = try await sandbox.tool("status", through: #require(Self.asUser))
            #expect(status.code == 0)
            try await expectRefused(
                "run", in: sandbox,
                """
                Error: The database can't be used: SQLite error 8: attempt to write a readonly database
                  Check that it is an SQLite database and that you may read and write it.
                """)
        }
    }

    @Test("in a directory that may only be read nothing runs", .enabled(if: asUser != nil))
    func readableDirectory() async throws {
        try await withSandbox { sandbox in
            #expect(chmod(sandbox.root, 0o555) == 0)
            #expect(try await sandbox.tool("status", through: #require(Self.asUser)).code == 0)
            #expect(try await sandbox.tool("plan", through: #require(Self.asUser)).code == 0)
            for command in ["run", "snapshot create"] {
                try await expectRefused(
                    command, in: sandbox,
                    """
                    Error: The lock file \(sandbox.root)/contacts.db.stopover-lock can't be used: \
                    Permission denied
                      A run needs to write beside the database.
                    """)
            }
        }
    }

    @Test(
        "a lock file that is there and can't be written to says what to do",
        .enabled(if: asUser != nil))
    func closedLock() async throws {
        try await withSandbox { sandbox in
            let path = sandbox.root + "/contacts.db.stopover-lock"
            try Data().write(to: URL(fileURLWithPath: path))
            #expect(chmod(path, 0o444) == 0)
            for command in ["run", "snapshot create"] {
                try await expectRefused(
                    command, in: sandbox,
                    """
                    Error: The lock file \(path) can't be used: Permission denied
                      Make it writable, or remove it while no run is at work.
                    """)
            }
        }
    }

    /// SQLite makes the log beside the database, to read it, too.
    @Test(
        "a database in WAL mode can't be read where nothing can be made beside it",
        .enabled(if: asUser != nil), arguments: ["status", "plan", "run", "snapshot create"])
    func readableDirectoryOfWAL(_ command: String) async throws {
        try await withSandbox(journalMode: "wal") { sandbox in
            #expect(chmod(sandbox.root, 0o555) == 0)
            try await expectRefused(
                command, in: sandbox,
                """
                Error: contacts.db can't be opened: attempt to write a readonly database
                  Check that it is an SQLite database and that you may read and write it.
                """)
        }
    }

    @Test("on a disk that is mounted to be read alone nothing runs")
    func readOnlyDisk() async throws {
        try await withSandbox { sandbox in
            guard let launcher = Launchers.readOnly(sandbox.root) else { return }
            #expect(try await sandbox.tool("plan", through: launcher).code == 0)
            for command in ["run", "snapshot create"] {
                try await expectRefused(
                    command, in: sandbox,
                    """
                    Error: The lock file \(sandbox.root)/contacts.db.stopover-lock can't be used: \
                    Read-only file system
                      A run needs to write beside the database.
                    """, through: launcher)
            }
        }
    }

    // MARK: Snapshots

    @Test(
        "where snapshots can't be kept, nothing is changed: not even the engine's tables are made",
        .enabled(if: asUser != nil),
        arguments: [
            "somebody's", "somebody's, closed", "for all", "file", "link to nothing", "link",
        ])
    func snapshotDirectory(_ kind: String) async throws {
        try await withSandbox { sandbox in
            let path = sandbox.database + ".snapshots"
            #expect(mkdir(sandbox.root + "/elsewhere", 0o700) == 0)
            switch kind {
            case "somebody's": #expect(mkdir(path, 0o755) == 0)
            case "somebody's, closed": #expect(mkdir(path, 0o700) == 0)
            case "for all": #expect(mkdir(path, 0o700) == 0 && chmod(path, 0o777) == 0)
            case "file": try Data().write(to: URL(fileURLWithPath: path))
            default:
                #expect(symlink(kind == "link" ? "elsewhere" : "nowhere", path) == 0)
            }
            let before = try #require(FileManager.default.contents(atPath: sandbox.database))
            for command in ["run", "run --snapshot database", "snapshot create"] {
                let launcher = try #require(Self.asUser)
                let ending = try await sandbox.tool(command, through: launcher)
                // Who is no other owns the directory.
                if geteuid() != 0, kind.hasPrefix("somebody's") { return }
                #expect(ending.code == 3, "\(command)")
                let version = command == "snapshot create" ? "" : "001: "
                let lines = ending.error.split(separator: "\n").map(String.init)
                #expect(lines.count == 2, "\(command)")
                let written = "Error: \(version)The snapshot could not be written: \(path)"
                switch kind {
                case "for all":
                    #expect(
                        lines == [
                            "Error: \(version)The snapshot directory \(path) can be written by others",
                            "  Snapshots hold all that the database does: keep them in a directory of "
                                + "your own with mode 0700.",
                        ])
                case "somebody's":
                    #expect(lines[0].hasPrefix(written + "/"))
                    #expect(lines[0].hasSuffix(".stopover-partial: Permission denied"))
                case "somebody's, closed": #expect(lines[0] == written + ": Permission denied")
                case "file": #expect(lines[0] == written + ": Not a directory")
                default: #expect(lines[0] == written + ": it is a symbolic link")
                }
                if kind != "for all" {
                    #expect(
                        lines[1]
                            == "  Snapshots go to \(path), unless --snapshot-dir says otherwise.")
                }
                #expect(
                    FileManager.default.contents(atPath: sandbox.database) == before, "\(command)")
            }
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: sandbox.root + "/elsewhere")
                    .isEmpty)
            #expect(!FileManager.default.fileExists(atPath: sandbox.root + "/nowhere"))
        }
    }
}
