import Foundation
import GRDB
import Stopover
import Testing

@testable import StopoverCLI

/// A program that reads SQL files, as the ready-made tool does.
enum SQLProgram: MigrationProgram {
    static let name = "tool"
    static let abstract = "Migrate something."

    static func migrations(directory: String?) throws -> [any Migration] {
        try SQLMigrations.load(directory: directory ?? ".")
    }
}

/// A directory with SQL files and a database, in which commands are carried out.
struct Sandbox: Sendable {
    let root: String

    var database: String { root + "/contacts.db" }
    var migrations: String { root + "/migrations" }

    struct Answer: Sendable {
        let status: CommandStatus
        let output: String
        let error: String
    }

    /// Carries out a command of `Program` in this process, on the sandbox's database.
    func run<Program: MigrationProgram>(
        _ line: String, of program: Program.Type = SQLProgram.self, typing answer: String? = nil
    ) async -> Answer {
        let transcript = Transcript()
        let directory = Program.usesDirectory ? ["--migrations", migrations] : []
        let status = await StopoverCommands<Program>.run(
            words(line) + directory + ["--database", database],
            in: transcript.context(answer: answer))
        if Outlet.showsPlanted(transcript.output + transcript.error) {
            Issue.record("a row's value: \(transcript.output)\n\(transcript.error)")
        }
        return Answer(status: status, output: transcript.output, error: transcript.error)
    }

    func write(_ file: String, _ text: String) throws {
        try FileManager.default.createDirectory(
            atPath: migrations, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(fileURLWithPath: migrations + "/" + file))
    }

    func execute(_ sql: String) throws {
        try queue().write { try $0.execute(sql: sql) }
    }

    func integers(_ sql: String) throws -> [Int] {
        try queue().read { try Int.fetchAll($0, sql: sql) }
    }

    /// The first column, as text.
    func texts(_ sql: String) throws -> [String] {
        try queue().read { try String.fetchAll($0, sql: sql) }
    }

    /// The database's own.
    var snapshots: Snapshots { Snapshots(ofDatabase: database) }

    /// Changes a byte in the middle of a snapshot's file, and leaves its end as it was.
    func damage(_ snapshot: Snapshot) throws {
        let url = URL(fileURLWithPath: snapshot.path)
        var data = try Data(contentsOf: url)
        data[data.count / 4] ^= 1
        try data.write(to: url)
    }

    private func queue() throws -> DatabaseQueue {
        try DatabaseQueue(path: database)
    }

    /// Calls `body` with a fresh sandbox, which is removed after.
    static func with(_ body: (Sandbox) async throws -> Void) async throws {
        let path = NSTemporaryDirectory() + "stopover-cli-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: path) }
        try await body(Sandbox(root: path))
    }
}

extension Sandbox {
    /// Two migrations: a table with so many rows, then a batch that adds one to each `n`, so that a
    /// row that is passed over or changed twice shows.
    func writeCounters(rows: Int) throws {
        try write(
            "001_create_counters.sql",
            """
            -- migrate:up
            CREATE TABLE counters (id INTEGER PRIMARY KEY, n INTEGER NOT NULL DEFAULT 0);
            WITH RECURSIVE r(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM r WHERE i < \(rows))
            INSERT INTO counters (id) SELECT i FROM r;
            -- migrate:down
            DROP TABLE counters;
            """)
        try write(
            "002_count.sql",
            """
            -- Add one to every counter
            -- migrate:up
            -- migrate:batch table:counters
            UPDATE counters SET n = n + 1 WHERE :chunk;
            -- migrate:down
            -- migrate:batch table:counters
            UPDATE counters SET n = n - 1 WHERE :chunk;
            """)
    }

    /// A third migration, which has no way back: every `n` becomes 0.
    func writeForget() throws {
        try write(
            "003_forget.sql",
            """
            -- migrate:up
            -- migrate:batch table:counters
            UPDATE counters SET n = 0 WHERE :chunk;
            """)
    }

    /// How many counters have each value: `[0: 3, 1: 7]`.
    func counters() throws -> [Int: Int] {
        Dictionary(try integers("SELECT n FROM counters").map { ($0, 1) }, uniquingKeysWith: +)
    }
}
