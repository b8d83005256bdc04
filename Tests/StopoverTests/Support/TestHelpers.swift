import Foundation
import GRDB

@testable import Stopover

/// The code of what `body` throws; nil where it throws nothing or something else.
func code(_ body: () throws -> Void) -> MigrationError.Code? {
    do {
        try body()
        return nil
    } catch {
        return (error as? MigrationError)?.code
    }
}

extension TestMigration {
    /// A migration that makes the table `t<version>`, and drops it on the way down.
    static func table(_ version: MigrationVersion, name: String? = nil) -> TestMigration {
        TestMigration(version, name: name ?? "make_t\(version)") {
            Execute("CREATE TABLE t\(version) (id INTEGER PRIMARY KEY, v TEXT)")
        } down: {
            Execute("DROP TABLE t\(version)")
        }
    }
}

extension StatusReport {
    /// Each version with its state's name, and `gap` and `irreversible` where they hold.
    var lines: [String] {
        migrations.map { migration in
            var line = "\(migration.version) \(migration.state.name)"
            if migration.isGap { line += " gap" }
            if !migration.isReversible { line += " irreversible" }
            return line
        }
    }
}

/// A value shared with closures that run on another thread.
final class Shared<Value: Sendable>: @unchecked Sendable {
    private let lock = NSLock()
    private var stored: Value

    init(_ value: Value) {
        stored = value
    }

    var value: Value { lock.withLock { stored } }

    func update(_ body: (inout Value) -> Void) {
        lock.withLock { body(&stored) }
    }
}

extension TestDatabase {
    func migrator(_ migrations: [TestMigration], allowNewer: Bool = false) throws -> Migrator {
        var settings = RunSettings.unhurried
        settings.snapshot = RunSettings().snapshot
        return try Migrator(
            queue, migrations: migrations, newerDatabase: allowNewer ? .allow : .refuse,
            settings: settings, logger: PlantedValues.logger)
    }
}

extension Migrator {
    /// As `runAndWait`, for tests that are not async.
    func run() throws -> RunReport { try runAndWait() }
}

extension TestDatabase {
    /// Each row as its values' text, joined by `|`.
    func lines(_ sql: String) throws -> [String] {
        try queue.read { db in
            try Row.fetchAll(db, sql: sql).map { row in
                row.databaseValues.map { String.fromDatabaseValue($0) ?? $0.description }
                    .joined(separator: "|")
            }
        }
    }

    /// Every object of the schema, as SQL, without the engine's.
    func schema() throws -> [String] {
        try lines(
            """
            SELECT sql FROM sqlite_master WHERE sql IS NOT NULL
            AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND tbl_name NOT LIKE '\\_migration%' ESCAPE '\\' ORDER BY name
            """)
    }

    /// The log without its times.
    func log() throws -> [String] {
        try lines("SELECT event, version, name FROM _migration_log ORDER BY id")
    }
}
