import Foundation
import GRDB
import Testing

@testable import Stopover

/// The engine decides for itself whether a batch goes without the indexes that it writes.
@Suite("Index deferral where it pays")
struct IndexDeferralAutoTests: IndexDeferralFixture {
    private static let many = 25_000

    @Test("auto drops them in the course of a large batch, once")
    func auto() throws {
        let expected = try kept(Self.changing, rows: Self.many)
        let table = try IndexedTable(rows: Self.many)
        table.rest()
        let rowsDone = Recorder<Int>()
        let missing = Recorder<Int>()
        try table.migrator(.auto, Self.changing, chunk: 2_000).runAndWait { event in
            switch event {
            case .chunk(_, let progress): rowsDone.append(progress.rowsDone)
            case .indexesDropped: missing.append(rowsDone.all.last ?? 0)
            default: break
            }
        }
        #expect(missing.all.count == 1)
        #expect((500..<2_000).contains(missing.all.first ?? 0))
        #expect(try table.state() == expected)
    }

    @Test("auto leaves them in a batch that writes few of its rows, and in a small one")
    func autoNot() throws {
        let few = TestMigration(1) {
            Batch("t", "UPDATE t SET a = 'z' || a WHERE n = 0 AND id % 20 = 0 AND :chunk")
        }
        let large = try IndexedTable(rows: Self.many)
        large.rest()
        #expect(try events(large.migrator(.auto, few)).dropped.isEmpty)
        let small = try IndexedTable(rows: 10_499)
        small.rest()
        #expect(try events(small.migrator(.auto, Self.changing)).dropped.isEmpty)
    }

    @Test("auto leaves them while another connection writes, and did so just before")
    func autoBesideOthers() throws {
        let table = try IndexedTable(rows: Self.many, "CREATE TABLE o (x)")
        let other = try TestDatabase.open(table.database.path)
        let dropped = Recorder<[String]>()
        try table.migrator(.auto, Self.changing, chunk: 1_000).runAndWait { event in
            switch event {
            case .chunk: try? other.write { try $0.execute(sql: "INSERT INTO o VALUES (1)") }
            case .indexesDropped(_, let names): dropped.append(names)
            default: break
            }
        }
        #expect(dropped.all.isEmpty)
    }

    @Test("auto leaves them for a second after somebody wrote, and closed the database")
    func autoBehindOthers() throws {
        let table = try IndexedTable(rows: Self.many)
        table.rest()
        let start = Date.now
        // As who closes it last does.
        try table.database.execute(
            "INSERT INTO t (b) VALUES ('x'); PRAGMA wal_checkpoint(TRUNCATE)")
        let dropped = Recorder<TimeInterval>()
        try table.migrator(.auto, Self.changing, chunk: 1_000).runAndWait { event in
            if case .indexesDropped = event { dropped.append(-start.timeIntervalSinceNow) }
        }
        // The clock of files may be some milliseconds behind.
        #expect(dropped.all.allSatisfy { $0 > 0.9 })
    }

    @Test("rows refused before and behind the drop are counted once each")
    func quarantine() throws {
        let migration = TestMigration(1) {
            Transform(
                "t", where: "done IS NULL", reading: .integer("id"), writing: .text("a"),
                .integer("done")
            ) { id in
                if id == 7 || id == 20_000 { throw Odd(secret: "planted") }
                return ("z", 1)
            }.refusals(.quarantine(upTo: 2))
        }
        let table = try IndexedTable(rows: Self.many)
        table.rest()
        let other = try TestDatabase.open(table.database.path)
        let (dropped, again) = (Recorder<[String]>(), Shared(0))
        let report = try table.migrator(.auto, migration, chunk: 2_000).runAndWait { event in
            switch event {
            case .indexesDropped(_, let names): dropped.append(names)
            case .chunk(_, let progress) where progress.rowsDone == Self.many && again.value == 0:
                // Behind the cursor: there is a further pass.
                again.update { $0 += 1 }
                try? other.write { try $0.execute(sql: "INSERT INTO t (id, b) VALUES (0, 'x')") }
            default: break
            }
        }
        #expect(dropped.all.count == 1)
        #expect(report.rowsQuarantined == 2)
        #expect(try table.database.count("SELECT count(*) FROM t WHERE done IS NULL") == 2)
    }
}
