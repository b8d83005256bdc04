import Foundation
import Testing

@testable import Stopover

/// What a rollback makes of the rows that were kept: through stops, failures, and files that are
/// not what they were.
@Suite("Rows taken back")
struct RowSnapshotRollbackTests: RowSnapshotRunFixture {
    @Test("a rollback that is stopped after any chunk goes on there")
    func stoppedRollback() throws {
        for chunks in 1...4 {
            let database = try TestDatabase(Self.rows)
            let migrator = try migrator(database)
            try migrator.runAndWait()
            let stop = StopSignal()
            let left = Shared(chunks)
            let report = try migrator.rollback(stop: stop) { event in
                guard case .chunk = event else { return }
                left.update { $0 -= 1 }
                if left.value == 0 { stop.request() }
            }
            #expect(report.outcome == .stopped(.interrupted, at: 1))
            #expect(try values(database).intersection(old).count == chunks * 2)
            #expect(code { try migrator.runAndWait() } == .halfDone)
            #expect(try migrator.rollback().rows == 10 - chunks * 2)
            #expect(try values(database) == old)
        }
    }

    @Test("half taken back, with other down steps than it began with, it is refused")
    func otherDown() throws {
        let database = try TestDatabase(Self.rows)
        func migration(@StepsBuilder down: @escaping @Sendable () -> Steps) -> TestMigration {
            TestMigration(1, name: "shout", up: { Update("a", set: "v = upper(v)") }, down: down)
        }
        let began = migration {
            Execute("CREATE TABLE taken (id INTEGER PRIMARY KEY)")
            RestoreRows()
        }
        let changed = migration {
            RestoreRows()
            Execute("CREATE TABLE taken (id INTEGER PRIMARY KEY)")
        }
        try migrator(database, began).runAndWait()
        let stop = StopSignal()
        try migrator(database, began).rollback(stop: stop) { event in
            if case .chunk = event { stop.request() }
        }
        #expect(
            message { try migrator(database, changed).rollback() } == """
                001: shout is half taken back, and its down steps were changed since
                  Bring them back as they were when the rollback began, and roll back again.
                """)
        try migrator(database, began).rollback()
        #expect(try values(database) == old)
    }

    @Test(
        "a half-done migration goes back by the chunks that it committed, and its file gets its end"
    )
    func halfDone() throws {
        let database = try TestDatabase(Self.rows)
        try run(migrator(database), chunks: 3)
        #expect(try values(database).intersection(new).count == 6)
        #expect(try migrator(database).rollbackPlan().migrations[0].steps[0].rows == 6)
        #expect(try migrator(database).rollback().rows == 6)
        #expect(try values(database) == old)
        #expect(try RowSnapshot(path: file(database), mark: nil).rowCount == 6)
    }

    @Test("a failed migration goes back")
    func failedMigration() throws {
        let database = try TestDatabase(Self.rows)
        let migration = TestMigration(1, name: "shout") {
            Update("a", set: "v = upper(v)")
            Verify("never", noRows: "SELECT 1")
        }
        #expect(code { try migrator(database, migration).runAndWait() } == .verificationFailed)
        #expect(try values(database) == new)
        try migrator(database, migration).rollback()
        #expect(try values(database) == old)
        #expect(try database.count("SELECT count(*) FROM _migration_checkpoints") == 0)
    }

    @Test("half done and its steps changed since, it goes back all the same")
    func changed() throws {
        let database = try TestDatabase(Self.rows)
        try run(migrator(database), chunks: 3)
        let changed = TestMigration(1, name: "shout") { Update("a", set: "v = lower(v)") }
        #expect(code { try migrator(database, changed).runAndWait() } == .halfDone)
        try migrator(database, changed).rollback()
        #expect(try values(database) == old)
    }

    @Test("the file gone, the refusal says what was lost", arguments: [5, 2])
    func fileGone(_ chunks: Int) throws {
        let database = try TestDatabase(Self.rows)
        if chunks == 5 {
            try migrator(database).runAndWait()
        } else {
            try run(migrator(database), chunks: chunks)
        }
        let path = FileSystem.realPath(try file(database))
        try FileManager.default.removeItem(atPath: path)
        let name = path.split(separator: "/").last ?? ""
        let before = try values(database)
        #expect(
            message { try migrator(database).rollback() } == """
                001: shout can't be taken back: its row snapshot \(name) is not in \
                \(path.dropLast(name.count + 1)), and with it the old values of the \(chunks * 2) rows that \
                it changed are gone
                  Bring the file back, or name its directory with --snapshot-dir.
                """)
        #expect(try values(database) == before)
    }

    @Test("damaged, it is refused before anything is changed")
    func damaged() throws {
        let database = try TestDatabase(Self.rows)
        try migrator(database).runAndWait()
        let path = try file(database)
        var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        bytes[bytes.count / 2] ^= 1
        try bytes.write(to: URL(fileURLWithPath: path))
        #expect(code { try migrator(database).rollback() } == .snapshotDamaged)
        #expect(try values(database) == new)
    }

    @Test("another run's file in its place is refused")
    func otherRun() throws {
        let (database, other) = (try TestDatabase(Self.rows), try TestDatabase(Self.rows))
        for each in [database, other] { try migrator(each).runAndWait() }
        let path = try file(database)
        try FileManager.default.removeItem(atPath: path)
        try FileManager.default.copyItem(atPath: file(other), toPath: path)
        #expect(code { try migrator(database).rollback() } == .snapshotMissing)
        #expect(try values(database) == new)
    }
}
