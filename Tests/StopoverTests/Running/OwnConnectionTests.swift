import Foundation
import GRDB
import Testing

@testable import Stopover

@Suite("The connection that a migrator opens itself")
struct OwnConnectionTests {
    private func open(_ path: String, create: Bool = false) throws -> Migrator {
        try Migrator(path: path, create: create, migrations: [TestMigration.table(1)])
    }

    @Test("a missing database is refused, and nothing is made")
    func missing() throws {
        let database = try TestDatabase()
        let path = database.directory.appendingPathComponent("missing.sqlite").path
        #expect(
            message { _ = try open(path) }
                == """
                There is no database at \(path)
                  Check the path; `run --create` (create: true in Swift) makes a new one.
                """)
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test("create makes a missing one")
    func create() throws {
        let database = try TestDatabase()
        let path = database.directory.appendingPathComponent("new.sqlite").path
        #expect(try open(path, create: true).run().finished == [1])
    }

    @Test("a mistake in the migrations makes no database")
    func mistake() throws {
        let database = try TestDatabase()
        let path = database.directory.appendingPathComponent("new.sqlite").path
        #expect(
            code {
                _ = try Migrator(
                    path: path, create: true,
                    migrations: [TestMigration.table(1), TestMigration.table(1)])
            } == .duplicateVersion)
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test("a directory is refused")
    func directory() throws {
        let path = try TestDatabase().directory.deletingLastPathComponent().path
        #expect(
            message { _ = try open(path) }
                == """
                \(path) is a directory
                  Name the database's file.
                """)
    }

    @Test("a file that is no database is refused, and stays as it is")
    func notADatabase() throws {
        let database = try TestDatabase()
        let path = database.directory.appendingPathComponent("notes.txt").path
        let content = Data(String(repeating: "This is no database. ", count: 100).utf8)
        try content.write(to: URL(fileURLWithPath: path))
        #expect(
            message { _ = try open(path).status() }
                == """
                \(path) can't be opened: file is not a database
                  Check that it is an SQLite database and that you may read and write it.
                """)
        #expect(FileManager.default.contents(atPath: path) == content)
    }

    @Test("a database in a directory that isn't there can't be made")
    func noDirectory() throws {
        let database = try TestDatabase()
        let path = database.directory.appendingPathComponent("no/new.sqlite").path
        #expect(
            message { _ = try open(path, create: true) }
                == """
                There is no directory \(database.directory.path)/no
                  Make the database's directory first.
                """)
    }

    @Test("it syncs in full and enforces foreign keys, unless configured otherwise")
    func settings() throws {
        let database = try TestDatabase()
        let own = try OwnConnection.open(database.path, create: false, configuration: nil)
        #expect(try own.read { try $0.enforcesForeignKeys() })
        #expect(try own.read { try Int.fetchOne($0, sql: "PRAGMA synchronous") } == 2)
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        let asked = try OwnConnection.open(
            database.path, create: false, configuration: configuration)
        #expect(try asked.read { try !$0.enforcesForeignKeys() })
    }
}
