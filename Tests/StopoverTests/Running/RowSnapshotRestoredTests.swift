import Foundation
import GRDB
import Testing

@testable import Stopover

@Suite("Rows kept of databases that were restored or copied")
struct RowSnapshotRestoredTests: RowSnapshotRunFixture {
    @Test(
        "an older state restored in between: what it has of the migration goes back, the rest is there"
    )
    func restoredBetween() throws {
        let database = try TestDatabase(Self.rows)
        let migrator = try migrator(database)
        try migrator.runAndWait()
        let applied = try migrator.createSnapshot()
        try database.execute("UPDATE a SET v = 'newer'")
        try migrator.restore(applied.name)
        #expect(try migrator.rollback().conflictCount == 0)
        #expect(try values(database) == old)
    }

    @Test("a half-done state restored goes on, and the finished file is left as it is")
    func halfDoneRestored() throws {
        let database = try TestDatabase(Self.rows)
        let migrator = try migrator(database)
        try run(migrator, chunks: 2)
        let halfDone = try migrator.createSnapshot()
        try migrator.runAndWait()
        let first = try file(database)
        let bytes = try Data(contentsOf: URL(fileURLWithPath: first))
        try migrator.restore(halfDone.name)
        try migrator.runAndWait()
        #expect(try Data(contentsOf: URL(fileURLWithPath: first)) == bytes)
        try migrator.rollback()
        #expect(try values(database) == old)
    }

    @Test(
        "a copy of the database finds its rows in the original's directory, and leaves its file alone"
    )
    func copied() throws {
        let database = try TestDatabase(Self.rows)
        try run(migrator(database), chunks: 2)
        let path = try file(database)
        let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        let copy = database.directory.path + "/copy.sqlite"
        try database.execute("VACUUM INTO '\(copy)'")
        var settings = RunSettings.unhurried
        settings.chunkRowLimit = 2
        let queue = try TestDatabase.open(copy)
        let lost = try Migrator(queue, migrations: [Self.shout], settings: settings)
        #expect(code { try lost.rollback() } == .snapshotMissing)
        let found = try Migrator(
            queue, migrations: [Self.shout], settings: settings,
            snapshotDirectory: database.path + ".snapshots")
        try found.runAndWait()
        try found.rollback()
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == bytes)
        #expect(
            try Set(queue.read { try String.fetchAll($0, sql: "SELECT v FROM a") }) == old)
        try migrator(database).runAndWait()
        try migrator(database).rollback()
        #expect(try values(database) == old)
    }
}
