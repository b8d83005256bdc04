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

    @Test("after a checkpoint by others, as one of ours starts, no commit is lost")
    func moving() throws {
        try check { log in
            let others = log.others
            // What is moved before: there would be nothing to do for ours.
            log.pauses.before(.lockMemory, at: Self.checkpointLock) {
                try others.commit(1)
                try others.move()
            }
            // What SQLite does next after it looked how long the log is.
            log.pauses.before(.forget, at: 0) { try others.commit(2) }
            _ = try log.mover.move()
        }
    }

    @Test("where all was moved, the commit stays in the log until the next checkpoint")
    func moved() throws {
        try check { log in
            let others = log.others
            try others.move()
            log.pauses.before(.lockMemory, at: Self.checkpointLock) {
                try others.commit(1)
                try others.commit(2)
            }
            let states = [try log.mover.move(), try log.mover.move()]
            #expect(states[0]?.moved == 0)
            #expect(states[1]?.isMoved == true)
        }
    }

    @Test("nor as the log is emptied, which a writer in the way makes a checkpoint like any other")
    func emptying() throws {
        let next = Self.rows / 2
        try check(upTo: next) { log in
            let others = log.others
            // All is moved first, so that there is something to empty.
            log.pauses.before(.lockMemory, at: Self.checkpointLock) {}
            log.pauses.before(.lockMemory, at: Self.checkpointLock) {
                for id in 1..<next { try others.commit(id) }
                try others.move()
                try others.begin(next)
            }
            log.pauses.before(.forget, at: 0) { try others.commit() }
            try log.mover.empty()
        }
    }

    /// All rows are written in the end.
    ///
    /// - Parameter done: so many by `body`.
    private func check(upTo done: Int = 2, _ body: (Log) throws -> Void) throws {
        let directory = try TemporaryDirectory()
        let root = FileSystem.realPath(directory.path)
        let path = root + "/test.sqlite"
        let pauses = Pauses()
        try WatchedFileSystem.watching(root, pauses) {
            let log = try Log(path, pauses, rows: Self.rows)
            try body(log)
            #expect(pauses.isOver)
            for id in done + 1...Self.rows { try log.others.commit(id) }
            _ = try log.mover.move()
            try log.others.close()
        }
        try DatabaseQueue(path: path).read { db in
            let sum = try Int.fetchOne(db, sql: "SELECT sum(n) FROM t")
            #expect(sum == Self.rows)
            let integrity = try String.fetchAll(db, sql: "PRAGMA integrity_check")
            #expect(integrity == ["ok"])
        }
    }
}

/// A database with a log, what moves its pages for us, and others.
private struct Log {
    let pauses: Pauses
    let others: Others
    let mover: LogMover

    init(_ path: String, _ pauses: Pauses, rows: Int) throws {
        self.pauses = pauses
        others = try Others(path, rows: rows)
        mover = try LogMover(database: path)
    }
}

private struct Others: Sendable {
    private let writer: DatabaseQueue
    private let mover: DatabaseQueue

    init(_ path: String, rows: Int) throws {
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        writer = try DatabaseQueue(path: path, configuration: configuration)
        mover = try DatabaseQueue(path: path)
        try writer.writeWithoutTransaction { db in
            try db.execute(
                sql: """
                    PRAGMA journal_mode = wal; PRAGMA wal_autocheckpoint = 0;
                    CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER, b BLOB);
                    WITH RECURSIVE i (x) AS (VALUES (1) UNION ALL SELECT x + 1 FROM i WHERE x < \(rows))
                    INSERT INTO t SELECT x, 0, zeroblob(3900) FROM i
                    """)
        }
    }

    func commit(_ id: Int) throws {
        try begin(id)
        try commit()
    }

    func begin(_ id: Int) throws {
        try writer.writeWithoutTransaction { db in
            try db.execute(sql: "BEGIN IMMEDIATE; UPDATE t SET n = 1 WHERE id = \(id)")
        }
    }

    func commit() throws {
        try writer.writeWithoutTransaction { try $0.execute(sql: "COMMIT") }
    }

    func move() throws {
        try mover.writeWithoutTransaction { db in
            // A connection that has read nothing yet does not know that there is a log.
            try db.execute(sql: "PRAGMA schema_version; PRAGMA wal_checkpoint(PASSIVE)")
        }
    }

    func close() throws {
        try mover.close()
        try writer.close()
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
