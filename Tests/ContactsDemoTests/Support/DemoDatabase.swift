import Foundation
import GRDB
import Stopover

@testable import ContactsDemo

/// A contacts database in a directory of its own, removed with it.
final class DemoDatabase {
    let generator: ContactGenerator
    private let directory: TemporaryDirectory

    var path: String { directory.path + "/contacts.sqlite" }

    private init(_ generator: ContactGenerator) throws {
        self.generator = generator
        directory = try TemporaryDirectory()
    }

    /// Migrated to 001 and filled.
    convenience init(rows: Int, seed: UInt64 = 1) throws {
        try self.init(ContactGenerator(seed: seed, contactCount: rows))
        try migrator(create: true).runAndWait(to: 1)
        try DatabaseFiller(generator: generator).fill(path)
    }

    /// Another database that holds the same.
    func copy() throws -> DemoDatabase {
        let copy = try DemoDatabase(generator)
        try execute("VACUUM INTO '\(copy.path)'")
        return copy
    }

    deinit {
        directory.remove()
    }

    func migrator(create: Bool = false) throws -> Migrator {
        try Migrator(path: path, create: create, migrations: ContactsMigrations.all())
    }

    /// What the demo would say of the database as it is now.
    func comparison() throws -> Comparison {
        try Comparison(of: path, with: Oracle(generator), migrator())
    }

    /// By name, without the history's.
    func tables() throws -> [(name: String, columns: [String])] {
        try connection { queue in
            try queue.read { db in
                let names = try String.fetchAll(
                    db,
                    sql: """
                        SELECT name FROM sqlite_master WHERE type = 'table'
                            AND name NOT GLOB '_migration*' ORDER BY name
                        """)
                return try names.map { ($0, try db.columns(in: $0).map(\.name)) }
            }
        }
    }

    func execute(_ sql: String) throws {
        try connection { queue in
            try queue.writeWithoutTransaction { try $0.execute(sql: sql) }
        }
    }

    /// Each row as its values, `|` between.
    func rows(_ sql: String) throws -> [String] {
        try connection { queue in
            try queue.read { db in
                try Row.fetchAll(db, sql: sql).map { row in
                    Self.text(row.databaseValues.map(Value.init))
                }
            }
        }
    }

    /// Every value as a difference shows it, but none cut.
    static func text(_ values: some Sequence<Value>) -> String {
        values.map { value in
            switch value {
            case .text(let text): text.debugDescription
            case .blob(let bytes): "\(bytes)"
            default: value.description
            }
        }.joined(separator: "|")
    }

    /// A connection that checks no foreign keys, so that a test can break them.
    private func connection<Result>(_ body: (DatabaseQueue) throws -> Result) throws -> Result {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        defer { try? queue.close() }
        return try body(queue)
    }
}
