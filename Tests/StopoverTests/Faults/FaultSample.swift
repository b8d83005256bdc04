import Foundation
import GRDB
import Testing

@testable import FaultRun
@testable import Stopover

/// A small database for the migrations of `FaultRun`.
final class FaultSample {
    struct Mode: Sendable, CustomTestStringConvertible {
        let journal: String
        let synchronous: String

        var testDescription: String { "\(journal), synchronous = \(synchronous)" }

        static let all = ["wal", "delete"].flatMap { journal in
            ["FULL", "NORMAL"].map { Mode(journal: journal, synchronous: $0) }
        }
    }

    let mode: Mode
    private let directory: TemporaryDirectory
    let path: String

    /// The directory of the database, with links resolved, as SQLite has it.
    var root: String { FileSystem.realPath(directory.path) }
    private var snapshots: String { SnapshotDirectory.path(ofDatabase: path) }

    init(_ mode: Mode) throws {
        self.mode = mode
        directory = try TemporaryDirectory()
        path = FileSystem.realPath(directory.path) + "/test.sqlite"
        let queue = try DatabaseQueue(path: path)
        try queue.writeWithoutTransaction { db in
            try db.execute(
                sql: """
                    PRAGMA page_size = 1024;
                    PRAGMA journal_mode = \(mode.journal);
                    CREATE TABLE junk (a);
                    INSERT INTO junk VALUES (1);
                    CREATE TABLE contacts (id INTEGER PRIMARY KEY, name TEXT, phone TEXT);
                    WITH RECURSIVE i (x) AS (VALUES (1) UNION ALL SELECT x + 1 FROM i WHERE x < 24)
                    INSERT INTO contacts SELECT x, 'pl4nted ' || x, '0' || (x * 7919 % 1009) FROM i;
                    CREATE INDEX by_phone ON contacts (phone);
                    """)
        }
        try queue.close()
    }

    /// Opens the database as an app would, closed again after `body`.
    func with<Value>(
        synchronous: String? = nil,
        failpoint: @escaping @Sendable (Directory.Call) throws -> Void = { _ in },
        _ body: (Migrator, DatabaseQueue) throws -> Value
    ) throws -> Value {
        var configuration = Configuration()
        // A connection that is closed last moves the log's pages first.
        configuration.busyMode = .timeout(5)
        let synchronous = synchronous ?? mode.synchronous
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA synchronous = \(synchronous)")
        }
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        var migrator = try Migrator(
            queue, migrations: FaultRun.migrations, settings: FaultRun.settings,
            logger: PlantedValues.logger)
        migrator.fileFailpoint = failpoint
        let result = Result { try body(migrator, queue) }
        try queue.close()
        return try result.get()
    }

    // MARK: States

    /// As the file has it now.
    func state() throws -> [String] {
        try with(synchronous: "OFF") { _, queue in try Self.state(queue) }
    }

    /// Rows, schema and history as they are to be compared, and whether the file is sound.
    static func state(_ queue: DatabaseQueue) throws -> [String] {
        try queue.read { db in
            // A restored database has no history yet.
            let history =
                try db.tableExists("_migrations")
                ? [
                    "SELECT version, name, rows FROM _migrations ORDER BY version",
                    // One of which nothing is committed says nothing.
                    """
                    SELECT version, step, chunk, deferred_indexes FROM _migration_checkpoints
                    WHERE step > 0 OR chunk > 0 OR undoes IS NOT NULL
                        OR deferred_indexes IS NOT NULL
                    """,
                    "SELECT * FROM _migration_conflicts",
                    "SELECT * FROM _migration_quarantine",
                ] : []
            return try
                ([
                    "SELECT * FROM contacts ORDER BY id",
                    """
                    SELECT sql FROM sqlite_master
                    WHERE tbl_name NOT LIKE '\\_migration%' ESCAPE '\\' ORDER BY name
                    """,
                    "PRAGMA integrity_check",
                ] + history).flatMap { sql in
                    try Row.fetchAll(db, sql: sql).map { row in
                        row.databaseValues.map(\.description).joined(separator: "|")
                    }
                }
        }
    }

    // MARK: Files

    /// What lies in its directory and in that of its snapshots, by path.
    func files() throws -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        for directory in [root, snapshots] where FileSystem.isDirectory(directory) {
            for name in try names(in: directory)
            where !FileSystem.isDirectory(directory + "/" + name) {
                let url = URL(fileURLWithPath: directory + "/" + name)
                files[url.path] = try Array(Data(contentsOf: url))
            }
        }
        return files
    }

    /// Puts other files in the place of all that are there; nobody has one open.
    func replaceFiles(_ files: [String: [UInt8]]) throws {
        for name in try names(in: root) {
            try FileManager.default.removeItem(atPath: root + "/" + name)
        }
        try FileManager.default.createDirectory(
            atPath: snapshots, withIntermediateDirectories: false,
            attributes: [.posixPermissions: 0o700])
        for (path, bytes) in files {
            let isMade = FileManager.default.createFile(
                atPath: path, contents: Data(bytes), attributes: [.posixPermissions: 0o600])
            guard isMade else { throw FileSystem.Failure(path: path, code: errno) }
        }
    }
}
