import GRDB
import GRDBSQLite
import Synchronization
import Testing

@testable import Stopover

/// A commit begins the write-ahead log anew as a checkpoint of ours starts: SQLite before 3.51.3 may then count
/// what it committed as moved, so that it is lost (<https://sqlite.org/wal.html#walresetbug>).
@Suite("A log that is begun anew")
struct LogResetTests {
    private static let rows = 64
    /// WAL_CKPT_LOCK (<https://sqlite.org/walformat.html>, section 2.3).
    private static let checkpointLock = 1

    @Test("as a checkpoint starts, no commit is lost")
    func checkpoint() throws {
        let directory = try TemporaryDirectory()
        let root = FileSystem.realPath(directory.path)
        let path = root + "/test.sqlite"
        let pauses = Pauses()
        try WatchedFileSystem.watching(root, pauses) {
            let writer = try DatabaseQueue(path: path)
            let other = try DatabaseQueue(path: path)
            try writer.writeWithoutTransaction { db in
                try db.execute(
                    sql: """
                        PRAGMA journal_mode = wal; PRAGMA wal_autocheckpoint = 0;
                        CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER, b BLOB);
                        WITH RECURSIVE i (x) AS (VALUES (1) UNION ALL SELECT x + 1 FROM i WHERE x < \(Self.rows))
                        INSERT INTO t SELECT x, 0, zeroblob(3900) FROM i
                        """)
            }
            @Sendable func commit(_ id: Int) throws {
                try writer.write { try $0.execute(sql: "UPDATE t SET n = 1 WHERE id = \(id)") }
            }
            let connection = try Connection(path: path)
            let reader = try Connection(path: path)
            // What is moved before: there would be nothing to do for ours.
            pauses.before(.lockMemory, at: Self.checkpointLock) {
                try commit(1)
                try other.writeWithoutTransaction { db in
                    // A connection that has read nothing yet does not know that there is a log.
                    try db.execute(sql: "PRAGMA schema_version; PRAGMA wal_checkpoint(PASSIVE)")
                }
            }
            // What SQLite does next after it looked how long the log is.
            pauses.before(.forget, at: 0) { try commit(2) }
            _ = try connection.checkpointPassively(beside: reader)
            #expect(pauses.isOver)
            for id in 3...Self.rows { try commit(id) }
            _ = try connection.checkpointPassively(beside: reader)
            try other.close()
            try writer.close()
        }
        try DatabaseQueue(path: path).read { db in
            let sum = try Int.fetchOne(db, sql: "SELECT sum(n) FROM t")
            #expect(sum == Self.rows)
            let integrity = try String.fetchAll(db, sql: "PRAGMA integrity_check")
            #expect(integrity == ["ok"])
        }
    }
}

/// Does something before certain calls, one after the other.
private final class Pauses: FileWatcher {
    private struct Pause {
        let kind: FileCall.Kind
        let offset: Int
        let body: @Sendable () throws -> Void
    }

    private struct State {
        var next: [Pause] = []
        var isInside = false
    }

    private let state = Mutex(State())

    var isOver: Bool { state.withLock(\.next.isEmpty) }

    func before(
        _ kind: FileCall.Kind, at offset: Int, _ body: @escaping @Sendable () throws -> Void
    ) {
        state.withLock { $0.next.append(Pause(kind: kind, offset: offset, body: body)) }
    }

    func failure(of call: FileCall) -> Int32? {
        let pause = state.withLock { state -> Pause? in
            guard !state.isInside, let next = state.next.first, next.kind == call.kind,
                next.offset == call.offset
            else { return nil }
            state.isInside = true
            return state.next.removeFirst()
        }
        guard let pause else { return nil }
        defer { state.withLock { $0.isInside = false } }
        do {
            try pause.body()
            return nil
        } catch {
            Issue.record(error)
            return SQLITE_IOERR
        }
    }
}
