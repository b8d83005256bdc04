import GRDB
import Testing

@testable import Stopover

struct PageCopyTests {
    private static let rows = """
        CREATE TABLE t (v TEXT);
        WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 500)
        INSERT INTO t SELECT printf('%0100d', i) FROM n
        """

    /// Runs `body` with a copy between two connections, which holds no transaction of theirs.
    private func copy<Result>(
        _ source: DatabaseQueue, _ destination: DatabaseQueue, _ body: (PageCopy) throws -> Result
    ) throws -> Result {
        try source.writeWithoutTransaction { source in
            try destination.writeWithoutTransaction { destination in
                let copy = try PageCopy(from: source.handle, to: destination.handle)
                defer { copy.end() }
                return try body(copy)
            }
        }
    }

    private func count(_ queue: DatabaseQueue) throws -> Int {
        try queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM t") ?? 0 }
    }

    @Test(arguments: [1, 2, 5, 1_000, Int.max])
    func stepsCopyAllOfIt(_ pages: Int) throws {
        let (source, destination) = (try memory(Self.rows), try memory("CREATE TABLE old (a)"))
        let pageCount = try source.read { try $0.pageCount() }
        try copy(source, destination) { copy in
            #expect((copy.pageCount, copy.remainingCount) == (0, 0))
            var done = 0
            while try !copy.step(pages: pages) {
                done += pages
                #expect((copy.pageCount, copy.remainingCount) == (pageCount, pageCount - done))
            }
            #expect((copy.pageCount, copy.remainingCount) == (pageCount, 0))
        }
        #expect(try count(destination) == 500)
        #expect(try destination.read { try !$0.tableExists("old") })
    }

    @Test(arguments: ["wal", "delete"])
    func givenUpItLeavesTheOtherAsItWas(_ journalMode: String) throws {
        let source = try memory(Self.rows)
        let destination = try TestDatabase(
            journalMode: journalMode, "CREATE TABLE t (v); INSERT INTO t VALUES (7)")
        #expect(try !copy(source, destination.queue) { try $0.step(pages: 3) })
        #expect(try destination.rows("SELECT v FROM t") == ["7"])
        #expect(try copy(source, destination.queue) { try $0.step(pages: .max) })
        #expect(try count(destination.queue) == 500)
    }

    @Test func aStepThatALockKeptBackCanBeTriedAgain() throws {
        let source = try memory(Self.rows)
        let database = try TestDatabase(
            journalMode: "delete", "CREATE TABLE t (v); INSERT INTO t VALUES (7)")
        let destination = try DatabaseQueue(path: database.path)
        let reader = try Connection(path: database.path)
        try reader.execute("BEGIN; SELECT * FROM t")
        try copy(source, destination) { copy in
            for _ in 1...3 {
                let error = try #require(
                    #expect(throws: DatabaseError.self) {
                        while try !copy.step(pages: 3) {}
                    })
                #expect(error.isBusy)
                #expect(error.message == "database is locked")
            }
            try reader.execute("COMMIT")
            #expect(try copy.step(pages: .max))
        }
        #expect(try count(destination) == 500)
    }

    @Test func aDatabaseInWALTakesNoOtherPageSize() throws {
        let source = try memory("PRAGMA page_size = 512; CREATE TABLE t (a)")
        let destination = try TestDatabase(journalMode: "wal", "CREATE TABLE t (a)")
        let error = #expect(throws: DatabaseError.self) {
            try copy(source, destination.queue) { _ = try $0.step(pages: .max) }
        }
        #expect(error?.resultCode == .SQLITE_READONLY)
    }

    @Test func noCopyBeginsWhereTheDestinationIsBeingRead() throws {
        let (source, destination) = (try memory(Self.rows), try memory("CREATE TABLE t (a)"))
        let error = try #require(
            #expect(throws: DatabaseError.self) {
                try source.read { source in
                    try destination.inTransaction(.deferred) { db in
                        _ = try Int.fetchOne(db, sql: "SELECT count(*) FROM t")
                        _ = try PageCopy(from: source.handle, to: db.handle)
                        return .rollback
                    }
                }
            })
        #expect(error.message == "destination database is in use")
    }
}
