import Foundation
import GRDB
import Testing

@testable import Stopover

@Suite("Restoring into a live database")
struct RestoreRunTests {
    /// Rows that are all of one generation, over three mebibytes of them.
    private static func fill(_ db: Database, generation: Int, rows: Int = 12_000) throws {
        try db.execute(
            sql: """
                DELETE FROM t;
                WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(rows))
                INSERT INTO t SELECT i, \(generation), hex(randomblob(120)) FROM n
                """)
    }

    private static let table =
        "CREATE TABLE t (id INTEGER PRIMARY KEY, generation INTEGER, noise TEXT)"

    private func database(_ journalMode: String) throws -> TestDatabase {
        let database = try TestDatabase(journalMode: journalMode, Self.table)
        try database.queue.write { try Self.fill($0, generation: 1) }
        return database
    }

    private func generations(_ database: TestDatabase) throws -> [String] {
        try database.rows("SELECT generation, count(*) FROM t GROUP BY 1")
    }

    private func digest(_ path: String) throws -> String {
        try SourceConnection.open(path).read { db in
            var digest = PageDigest()
            _ = try PageSink.copy(
                db, pageSize: db.pageSize(), to: { digest.update($0) }, didCopy: { _ in })
            return digest.otherPagesSHA256
        }
    }

    @Test(
        "it is again what it was, larger or smaller meanwhile", arguments: ["wal", "delete"],
        [1, 100, 30_000])
    func restores(_ journalMode: String, _ rows: Int) throws {
        let database = try database(journalMode)
        let migrator = try database.migrator([])
        let snapshot = try migrator.createSnapshot()
        let before = try digest(database.path)
        try database.queue.write { db in
            try Self.fill(db, generation: 2, rows: rows)
            try db.execute(sql: "CREATE TABLE u (x); CREATE INDEX i ON t (noise)")
        }
        try database.execute("VACUUM")
        let events = Recorder<SnapshotProgress.Activity>()
        let report = try migrator.restore(snapshot.name) { event in
            if case .snapshot(let progress) = event, progress.fraction == 1 {
                events.append(progress.activity)
            }
        }
        #expect(report.snapshot == snapshot)
        #expect(report.isCompared)
        #expect(!report.othersWrote)
        #expect(events.all == [.verifying, .writing, .restoring, .comparing])
        #expect(try digest(database.path) == before)
        #expect(try generations(database) == ["1|12000"])
        #expect(try !database.tables().contains("\"u\""))
        #expect(try database.rows("PRAGMA integrity_check") == ["\"ok\""])
        #expect(try database.rows("PRAGMA journal_mode") == ["\"\(journalMode)\""])
        // And back to what it was before that.
        let safety = try #require(report.safetySnapshot)
        #expect(safety.purpose == .restore)
        try migrator.restore(safety.name, safetySnapshot: false)
        #expect(try generations(database) == ["2|\(rows)"])
        #expect(try database.tables().contains("\"u\""))
    }

    @Test(
        "the database keeps its own journal mode",
        arguments: [("wal", "delete"), ("delete", "wal")])
    func journalMode(_ modes: (taken: String, restored: String)) throws {
        let database = try database(modes.taken)
        let migrator = try database.migrator([])
        let snapshot = try migrator.createSnapshot()
        try database.execute("PRAGMA journal_mode = \(modes.restored); UPDATE t SET generation = 2")
        #expect(try migrator.restore(snapshot.name).isCompared)
        #expect(try generations(database) == ["1|12000"])
        let other = try TestDatabase.open(database.path)
        let mode = try other.read { try String.fetchOne($0, sql: "PRAGMA journal_mode") }
        #expect(mode == modes.restored)
    }

    @Test(
        "others that read all the while see all of the old or all of the new",
        arguments: ["wal", "delete"])
    func readers(_ journalMode: String) throws {
        let database = try database(journalMode)
        let migrator = try database.migrator([])
        let snapshot = try migrator.createSnapshot()
        try database.queue.write { try Self.fill($0, generation: 2) }
        let isDone = Shared(false)
        let seen = Shared<[String: Int]>([:])
        let reader = Thread {
            let other = try? TestDatabase.open(database.path)
            while !isDone.value {
                let state = try? other?.read { db in
                    try Row.fetchAll(
                        db, sql: "SELECT generation, count(*) FROM t GROUP BY 1"
                    ).map(\.description).joined()
                }
                if let state { seen.update { $0[state, default: 0] += 1 } }
            }
        }
        reader.start()
        while seen.value.isEmpty {}
        for name in [snapshot.name] { try migrator.restore(name, safetySnapshot: false) }
        let count = seen.value.values.reduce(0, +)
        while seen.value.values.reduce(0, +) < count + 2 {}
        isDone.update { $0 = true }
        #expect(
            Set(seen.value.keys) == [
                "[generation:1 count(*):12000]", "[generation:2 count(*):12000]",
            ])
    }

    @Test("a reader that stays is in nobody's way in WAL mode, and sees what it saw")
    func pinnedInWAL() throws {
        let database = try database("wal")
        let migrator = try database.migrator([])
        let snapshot = try migrator.createSnapshot()
        try database.queue.write { try Self.fill($0, generation: 2) }
        let other = try TestDatabase.open(database.path)
        try other.inDatabase { db in
            try db.execute(sql: "BEGIN")
            #expect(try Int.fetchOne(db, sql: "SELECT max(generation) FROM t") == 2)
            #expect(try migrator.restore(snapshot.name).isCompared)
            #expect(try Int.fetchOne(db, sql: "SELECT min(generation) FROM t") == 2)
            try db.execute(sql: "COMMIT")
            #expect(try Int.fetchOne(db, sql: "SELECT max(generation) FROM t") == 1)
        }
    }

    @Test(
        "a reader that stays in rollback-journal mode ends it after a while, with nothing changed")
    func pinned() throws {
        let database = try database("delete")
        let snapshot = try database.migrator([]).createSnapshot()
        try database.queue.write { try Self.fill($0, generation: 2) }
        let file = try SnapshotFile(path: snapshot.path)
        let restoration = Restoration(
            verified: try SnapshotVerification(file, workers: 1), watch: .silent,
            busyLimit: .milliseconds(50))
        var configuration = Configuration()
        configuration.busyMode = .immediateError
        let own = try DatabaseQueue(path: database.path, configuration: configuration)
        let other = try TestDatabase.open(database.path)
        try other.inDatabase { db in
            try db.execute(sql: "BEGIN")
            _ = try Int.fetchOne(db, sql: "SELECT max(generation) FROM t")
            let text = message { try own.writeWithoutTransaction(restoration.copy) }
            #expect(
                text == """
                    Another connection keeps the database locked
                      End what reads or writes it and restore again; the database is as it was.
                    """)
            try db.execute(sql: "COMMIT")
        }
        #expect(try generations(database) == ["2|12000"])
        try own.writeWithoutTransaction(restoration.copy)
        #expect(try generations(database) == ["1|12000"])
    }

    @Test("stopped in the middle, it leaves the database as it was", arguments: ["wal", "delete"])
    func stopped(_ journalMode: String) throws {
        let database = try database(journalMode)
        let migrator = try database.migrator([])
        let snapshot = try migrator.createSnapshot()
        try database.queue.write { try Self.fill($0, generation: 2) }
        let before = try digest(database.path)
        let stop = StopSignal()
        let text = message {
            try migrator.restore(snapshot.name, stop: stop) { event in
                // At its beginning: the first mebibyte is copied then.
                if case .snapshot(let progress) = event, progress.activity == .restoring {
                    stop.request()
                }
            }
        }
        #expect(
            text == """
                Restoring the snapshot was stopped
                  Nothing was changed.
                """)
        #expect(try digest(database.path) == before)
        #expect(try generations(database) == ["2|12000"])
    }

    @Test("what others write behind the safety snapshot is told of")
    func othersWrite() throws {
        let database = try database("wal")
        let migrator = try database.migrator([])
        let snapshot = try migrator.createSnapshot()
        let path = database.path
        let report = try migrator.restore(snapshot.name) { event in
            guard case .snapshot(let progress) = event, progress.activity == .writing,
                progress.fraction == 1
            else { return }
            try? TestDatabase.open(path).write { db in
                try db.execute(sql: "UPDATE t SET generation = 3")
            }
        }
        #expect(report.othersWrote)
        #expect(report.isCompared)
        #expect(try generations(database) == ["1|12000"])
        let safety = try #require(report.safetySnapshot)
        try migrator.restore(safety.name)
        #expect(try generations(database) == ["1|12000"])
    }

    @Test("a full disk leaves the database as it was", arguments: ["wal", "delete"])
    func full(_ journalMode: String) throws {
        let database = try database(journalMode)
        let migrator = try database.migrator([])
        let snapshot = try migrator.createSnapshot()
        try database.queue.write { try Self.fill($0, generation: 2, rows: 10) }
        try database.execute("VACUUM")
        let before = try digest(database.path)
        // SQLite says the same of a volume that takes no more.
        try database.execute("PRAGMA max_page_count = 300")
        #expect(
            message { try migrator.restore(snapshot.name) } == """
                The snapshot could not be restored: the disk is full
                  Make room and restore again; the database is as it was.
                """)
        #expect(try digest(database.path) == before)
        #expect(try generations(database) == ["2|10"])
    }

    @Test("another page size is refused before anything is changed")
    func pageSize() throws {
        let database = try database("wal")
        let snapshot = try database.migrator([]).createSnapshot()
        let other = try TestDatabase(
            journalMode: "delete", "PRAGMA page_size = 1024; VACUUM; CREATE TABLE o (x)")
        let migrator = try other.migrator([])
        #expect(
            message { try migrator.restore(snapshot.path) } == """
                The snapshot's pages have 4096 bytes, the database's 1024
                  Restore it to a new file with --to.
                """)
        #expect(try other.tables() == ["\"o\""])
        #expect(try migrator.snapshots().list().snapshots == [])
    }

    @Test("a damaged snapshot is refused before anything is changed")
    func damaged() throws {
        let database = try database("wal")
        let migrator = try database.migrator([])
        let snapshot = try migrator.createSnapshot()
        let handle = try #require(FileHandle(forUpdatingAtPath: snapshot.path))
        try handle.seek(toOffset: UInt64(snapshot.sizeInBytes / 2))
        try handle.write(contentsOf: [0, 1, 2, 3])
        try handle.close()
        let before = try digest(database.path)
        #expect(code { try migrator.restore(snapshot.name) } == .snapshotDamaged)
        #expect(try digest(database.path) == before)
        #expect(code { try migrator.restore("nothing") } == .snapshotMissing)
    }

    @Test("it waits for no run that is under way")
    func locked() throws {
        let database = try database("wal")
        let migrator = try database.migrator([])
        let snapshot = try migrator.createSnapshot()
        let lock = try RunLock.acquire(
            database: database.path, purpose: "run", wait: .zero, stop: StopSignal(),
            onWait: { _ in })
        #expect(code { try migrator.restore(snapshot.name) } == .locked)
        #expect(code { try migrator.createSnapshot() } == .locked)
        #expect(code { _ = try migrator.pruneSnapshots(keep: 0) } == .locked)
        withExtendedLifetime(lock) {}
    }

    @Test("a database that is not what the snapshot holds is told from one that is")
    func compares() throws {
        let database = try database("wal")
        let snapshot = try database.migrator([]).createSnapshot()
        let restoration = Restoration(
            verified: try SnapshotVerification(SnapshotFile(path: snapshot.path), workers: 1),
            watch: .silent, busyLimit: .zero)
        #expect(try restoration.isEqual(toDatabaseAt: database.path))
        try database.execute("UPDATE t SET noise = 'x' WHERE id = 6000")
        #expect(try !restoration.isEqual(toDatabaseAt: database.path))
    }

    @Test("an app's pool goes on with the restored database, and its observations see it")
    func pool() async throws {
        let database = try database("wal")
        let pool = try DatabasePool(path: database.path)
        let migrator = try Migrator(pool, migrations: [])
        let snapshot = try migrator.createSnapshot()
        try await pool.write { db in
            try db.execute(sql: "ALTER TABLE t ADD COLUMN extra; UPDATE t SET generation = 2")
        }
        let observation = ValueObservation.tracking { db in
            try Int.fetchOne(db, sql: "SELECT max(generation) FROM t")
        }
        var seen: [Int?] = []
        for try await value in observation.values(in: pool) {
            seen.append(value)
            if seen.count == 1 { try migrator.restore(snapshot.name) }
            if value == 1 { break }
        }
        #expect(seen.last == 1)
        let columns = try await pool.read { try $0.columns(in: "t").map(\.name) }
        #expect(columns == ["id", "generation", "noise"])
    }
}
