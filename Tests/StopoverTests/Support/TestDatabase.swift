import Foundation
import GRDB
import Stopover

/// A database file in a directory of its own, removed with it.
final class TestDatabase: Sendable {
    let directory: URL
    let path: String
    let queue: DatabaseQueue

    init(journalMode: String = "wal", _ sql: String = "") throws {
        PlantedValues.watch
        directory = FileManager.default.temporaryDirectory
            .appendingPathComponent("stopover-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        path = directory.appendingPathComponent("test.sqlite").path
        queue = try TestDatabase.open(path)
        try queue.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA journal_mode = \(journalMode)")
            try db.execute(sql: sql)
        }
    }

    deinit {
        try? queue.close()
        try? FileManager.default.removeItem(at: directory)
    }

    /// A further connection, as another process would have one.
    static func open(_ path: String) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        configuration.foreignKeysEnabled = true
        return try DatabaseQueue(path: path, configuration: configuration)
    }

    func migrator(
        _ migrations: [any Migration], settings: RunSettings = .unhurried
    ) throws -> Migrator {
        try Migrator(
            queue, migrations: migrations, settings: settings, logger: PlantedValues.logger)
    }

    func execute(_ sql: String) throws {
        try queue.writeWithoutTransaction { try $0.execute(sql: sql) }
    }

    /// Each row as its values in SQL, joined by `|`.
    func rows(_ sql: String) throws -> [String] {
        try queue.read { db in
            try Row.fetchAll(db, sql: sql).map { row in
                row.databaseValues.map { $0.isNull ? "NULL" : $0.description }
                    .joined(separator: "|")
            }
        }
    }

    func count(_ sql: String) throws -> Int {
        try queue.read { try Int.fetchOne($0, sql: sql) ?? 0 }
    }

    func tables() throws -> [String] {
        try rows("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    }
}

/// What `body` throws, as people read it.
func message(_ body: () throws -> Void) -> String {
    do {
        try body()
        return "(nothing was thrown)"
    } catch {
        return "\(error)"
    }
}
