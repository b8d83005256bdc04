import Foundation
import GRDB
import Testing

@testable import Stopover

struct SnapshotPagesTests {
    private func pages(_ database: TestDatabase, isInWAL: Bool) throws -> SnapshotPages {
        let snapshot = try database.takeSnapshot()
        let verified = try SnapshotVerification(SnapshotFile(path: snapshot.path), workers: 1)
        return SnapshotPages(verified, isInWAL: isInWAL)
    }

    private func read(_ pages: SnapshotPages, at offset: Int, count: Int) throws -> Data {
        var room = Data(repeating: 0xEE, count: count)
        try room.withUnsafeMutableBytes { try pages.read(into: $0, at: offset) }
        return room
    }

    @Test(arguments: ["wal", "delete"], [true, false])
    func aSnapshotCanBeQueriedAsItIs(_ journalMode: String, _ isInWAL: Bool) throws {
        let database = try TestDatabase.ofRows(1_500, journalMode: journalMode)
        let virtual = try VirtualFileSystem.open(pages(database, isInWAL: isInWAL))
        let copy = try DatabaseQueue()
        try copy.writeWithoutTransaction { db in
            let copy = try PageCopy(from: virtual.connection.handle, to: db.handle)
            #expect(try copy.step(pages: .max))
        }
        let query = "SELECT count(*), sum(id), max(w) FROM t"
        let rows = try copy.read { try Row.fetchAll($0, sql: query) }
        #expect(try database.queue.read { try Row.fetchAll($0, sql: query) } == rows)
    }

    @Test func pagesCanBeReadInAnyOrder() throws {
        let database = try TestDatabase.ofRows(3_000, pageSize: 1_024)
        let pages = try pages(database, isInWAL: false)
        try database.close()
        let data = try database.data()
        #expect(pages.sizeInBytes == data.count)
        print("pagesCanBeReadInAnyOrder: seed 3")
        var generator = SeededGenerator(seed: 3)
        let last = data.count / 1_024 - 1
        let sampled = (0..<50).map { _ in Int.random(in: 1...last, using: &generator) }
        for page in [1, 1, 2, last, 1, 1_024, 1_025, 1_024] + sampled {
            let offset = page * 1_024
            #expect(try read(pages, at: offset, count: 1_024) == data[offset..<offset + 1_024])
        }
        #expect(try read(pages, at: 0, count: 16) == Data("SQLite format 3\0".utf8))
    }

    @Test func itIsNotWrittenTo() throws {
        let pages = try pages(TestDatabase.ofRows(3), isInWAL: false)
        #expect(throws: SnapshotDamage("it was written to")) {
            try [1].withUnsafeBytes { try pages.write($0, at: 0) }
        }
    }
}
