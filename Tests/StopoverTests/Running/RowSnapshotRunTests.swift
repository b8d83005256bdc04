import Foundation
import GRDB
import Testing

@testable import Stopover

/// What a run keeps of its batches, chunk by chunk, and what a rollback makes of it: through stops,
/// failures, and files that are not what they were.
@Suite("Runs that keep rows")
struct RowSnapshotRunTests {
    static let rows = """
        CREATE TABLE a (id INTEGER PRIMARY KEY, v, note TEXT);
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10)
        INSERT INTO a SELECT i, 'old ' || i, '' FROM n
        """

    static let shout = TestMigration(1, name: "shout") { Update("a", set: "v = upper(v)") }

    private func migrator(
        _ database: TestDatabase, _ migration: TestMigration = shout,
        _ policy: SnapshotPolicy = .auto, chunk: Int = 2
    ) throws -> Migrator {
        var settings = RunSettings.unhurried
        settings.snapshot = policy
        settings.chunkRowLimit = chunk
        return try database.migrator([migration], settings: settings)
    }

    /// Runs so many chunks, and no more.
    private func run(_ migrator: Migrator, chunks: Int) throws {
        let stop = StopSignal()
        let left = Shared(chunks)
        let report = try migrator.runAndWait(stop: stop) { event in
            guard case .chunk = event else { return }
            left.update { $0 -= 1 }
            if left.value == 0 { stop.request() }
        }
        #expect(report.outcome == .stopped(.interrupted, at: 1))
    }

    private func values(_ database: TestDatabase) throws -> Set<String> {
        Set(try database.lines("SELECT v FROM a"))
    }

    private let old = Set((1...10).map { "old \($0)" })
    private let new = Set((1...10).map { "OLD \($0)" })

    private func file(_ database: TestDatabase) throws -> String {
        let directory = database.path + ".snapshots"
        let names = try FileManager.default.contentsOfDirectory(atPath: directory)
            .filter { $0.hasSuffix(".rows.zst") }
        #expect(names.count == 1)
        return directory + "/" + (names.first ?? "none")
    }

    // MARK: Recording

    @Test("the history names the file, which is whole and knows what it keeps")
    func named() throws {
        let database = try TestDatabase(Self.rows)
        try migrator(database).runAndWait()
        let path = try file(database)
        let snapshot = try RowSnapshot(path: path, mark: nil)
        #expect(snapshot.rowCount == 10)
        #expect(snapshot.chunkCount == 5)
        #expect(snapshot.head.version == "001")
        #expect(try database.lines("SELECT row_snapshot FROM _migrations") == [snapshot.name])
        #expect(try database.lines("SELECT run_id FROM _migrations") == [snapshot.head.runID])
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect((attributes[.posixPermissions] as? Int ?? 0) & 0o077 == 0)
    }

    @Test("a run that goes on goes on with its file, whatever the policy says by now")
    func resumed() throws {
        for policy in [SnapshotPolicy.auto, .rows, .none, .database] {
            let database = try TestDatabase(Self.rows)
            try run(migrator(database), chunks: 2)
            let path = try file(database)
            #expect(throws: (any Error).self) { try RowSnapshot(path: path, mark: nil) }
            try migrator(database, Self.shout, policy).runAndWait()
            #expect(try file(database) == path)
            #expect(try RowSnapshot(path: path, mark: nil).rowCount == 10)
            try migrator(database).rollback()
            #expect(try values(database) == old)
        }
    }

    @Test("gone while half done, the run is refused, and goes on without where that is asked for")
    func gone() throws {
        let database = try TestDatabase(Self.rows)
        try run(migrator(database), chunks: 2)
        let path = FileSystem.realPath(try file(database))
        try FileManager.default.removeItem(atPath: path)
        #expect(
            message { try migrator(database).runAndWait() } == """
                001: shout is half done, and its row snapshot can't go on: The row snapshot \(path) is \
                gone: it has the old values of the chunks that are done
                  Bring the file back as it was; or go on with --snapshot none, after which the migration \
                can't be taken back row by row.
                """)
        try migrator(database, Self.shout, .none).runAndWait()
        #expect(try values(database) == new)
        #expect(
            message { try migrator(database).rollback() } == """
                001: shout can't be taken back: it has no down steps
                  Write what takes it back as its down steps, or restore a backup.
                """)
    }

    @Test("a chunk that fails leaves the file where the checkpoint stands")
    func failed() throws {
        let database = try TestDatabase(Self.rows)
        let fails = Shared(true)
        let migration = TestMigration(1, name: "shout") {
            Transform("a", reading: .text("v"), writing: .text("v")) { text in
                if text == "old 5", fails.value { throw CancellationError() }
                return text?.uppercased()
            }
        }
        #expect(code { try migrator(database, migration).runAndWait() } == .rowRefused)
        fails.update { $0 = false }
        try migrator(database, migration).runAndWait()
        #expect(try RowSnapshot(path: file(database), mark: nil).chunkCount == 5)
        try migrator(database, migration).rollback()
        #expect(try values(database) == old)
    }

    @Test("an attempt that fails at its first chunk leaves one file, however often it is made")
    func superseded() throws {
        let database = try TestDatabase(Self.rows)
        let fails = Shared(true)
        let migration = TestMigration(1, name: "shout") {
            Transform("a", reading: .text("v"), writing: .text("v")) { text in
                if fails.value { throw CancellationError() }
                return text?.uppercased()
            }
        }
        for _ in 1...3 {
            #expect(code { try migrator(database, migration).runAndWait() } == .rowRefused)
            _ = try file(database)
        }
        fails.update { $0 = false }
        try migrator(database, migration).runAndWait()
        #expect(try RowSnapshot(path: file(database), mark: nil).rowCount == 10)
    }

    @Test(
        "a file that a kill left without a chunk goes with the next run, another database's stays")
    func orphans() throws {
        let database = try TestDatabase(Self.rows)
        let path = FileSystem.realPath(database.path)
        for owner in [path, "/srv/other.db"] {
            _ = try RowSnapshotWriter.create(
                in: SnapshotDirectory(path: path + ".snapshots", database: path),
                RowSnapshotHead(database: owner, version: 1, name: "shout", runID: "killed"))
        }
        try migrator(database).runAndWait()
        let listed = try Snapshots(ofDatabase: database.path).list().snapshots
        #expect(listed.map(\.databasePath).sorted() == ["/srv/other.db", path])
        #expect(listed.first { $0.databasePath == path }?.rows?.rowCount == 10)
    }

    @Test("a crash between the last chunk and the end of the file is made good by the next run")
    func unsealed() throws {
        let database = try TestDatabase(Self.rows)
        try run(migrator(database), chunks: 5)
        let path = try file(database)
        #expect(throws: (any Error).self) { try RowSnapshot(path: path, mark: nil) }
        try migrator(database).runAndWait()
        #expect(try RowSnapshot(path: path, mark: nil).chunkCount == 5)
    }

    // MARK: Taking back

    @Test(
        "later work stays, and what was changed again is a conflict", arguments: ["wal", "delete"])
    func laterWork(_ journalMode: String) throws {
        let database = try TestDatabase(journalMode: journalMode, Self.rows)
        try migrator(database).runAndWait()
        try database.execute(
            """
            UPDATE a SET note = 'edited' WHERE id <= 3; UPDATE a SET v = 'newer' WHERE id = 5;
            DELETE FROM a WHERE id = 7; INSERT INTO a VALUES (11, 'OLD 11', 'mine')
            """)
        let plan = try migrator(database).rollbackPlan()
        #expect(plan.migrations[0].steps[0].rows == 8)
        #expect(plan.migrations[0].steps[0].conflicts == 2)
        let report = try migrator(database).rollback()
        #expect(report.finished == [1])
        #expect(report.rows == 8)
        #expect(report.conflictCount == 2)
        #expect(
            Set(
                report.conflicts.map {
                    "\($0.table) \($0.publicKey) \($0.column ?? "-") \($0.kind)"
                })
                == ["a 5 v changed", "a 7 - deleted"])
        #expect(
            try values(database)
                == old.subtracting(["old 5", "old 7"]).union(["newer", "OLD 11"]))
        #expect(try database.count("SELECT count(*) FROM a WHERE note = 'edited'") == 3)
        #expect(try database.count("SELECT count(*) FROM _migration_conflicts") == 2)
        #expect(try database.count("SELECT count(*) FROM _migrations") == 0)
        // Applied and taken back again, there is nothing left to complain of.
        try migrator(database).runAndWait()
        #expect(try migrator(database).rollback().conflictCount == 0)
    }

    /// Two batches that write one table, one after the other.
    private func chain(_ first: String, _ second: String) -> TestMigration {
        TestMigration(1, name: "chain") {
            Batch("a", first)
            Batch("a", second)
        }
    }

    @Test("a value that the migration went through, set by somebody since, is theirs")
    func intermediate() throws {
        let migration = chain(
            "UPDATE a SET v = 'packed' WHERE :chunk", "UPDATE a SET v = 'sent' WHERE :chunk")
        for policy in ConflictPolicy.allCases {
            let database = try TestDatabase(Self.rows)
            let migrator = try migrator(database, migration)
            try migrator.runAndWait()
            try database.execute("UPDATE a SET v = 'packed' WHERE id = 2")
            let conflicts = policy == .overwrite ? 0 : 1
            #expect(
                try migrator.rollbackPlan(conflicts: policy).migrations[0].steps[0].conflicts
                    == conflicts)
            guard policy != .abort else {
                #expect(code { try migrator.rollback(conflicts: .abort) } == .conflict)
                #expect(try database.lines("SELECT v FROM a WHERE id = 1") == ["sent"])
                continue
            }
            #expect(try migrator.rollback(conflicts: policy).conflictCount == conflicts)
            let expected =
                policy == .overwrite ? old : old.subtracting(["old 2"]).union(["packed"])
            #expect(try values(database) == expected)
        }
    }

    @Test("a row that one batch made and another changed stays where somebody changed it back")
    func insertedThenChanged() throws {
        let database = try TestDatabase(Self.rows + ";CREATE TABLE d (id INTEGER PRIMARY KEY, s)")
        let migration = TestMigration(1, name: "chain") {
            Batch("a", "INSERT INTO d SELECT id, 'draft' FROM a WHERE :chunk")
            Update("d", set: "s = 'final'")
        }
        let migrator = try migrator(database, migration)
        try migrator.runAndWait()
        try database.execute("UPDATE d SET s = 'draft' WHERE id = 2")
        #expect(try migrator.rollback().conflictCount == 1)
        #expect(try database.lines("SELECT id, s FROM d") == ["2|draft"])
        #expect(try values(database) == old)
    }

    @Test("a row that somebody made anew is left alone by all the batches")
    func deletedAndMadeAnew() throws {
        let database = try TestDatabase(Self.rows)
        let migrator = try migrator(
            database,
            chain("UPDATE a SET v = upper(v) WHERE :chunk", "DELETE FROM a WHERE id = 2 AND :chunk")
        )
        try migrator.runAndWait()
        try database.execute("INSERT INTO a VALUES (2, 'OLD 2', '')")
        let report = try migrator.rollback()
        #expect(report.conflicts.map(\.kind) == [.exists])
        #expect(try values(database) == old.subtracting(["old 2"]).union(["OLD 2"]))
    }

    @Test("abort changes nothing where there is a conflict, and all where there is none")
    func abort() throws {
        let database = try TestDatabase(Self.rows)
        try migrator(database).runAndWait()
        try database.execute("UPDATE a SET v = 'newer' WHERE id = 5")
        let before = try values(database)
        #expect(
            message { try migrator(database).rollback(conflicts: .abort) } == """
                001: 1 value of shout can't go back: changed again since, or in the way of others
                  `rollback --dry-run` counts them; --conflicts report keeps the newer values and lists \
                them, --conflicts overwrite gives them up.
                """)
        #expect(try values(database) == before)
        #expect(try migrator(database).status().isUpToDate)
        try database.execute("UPDATE a SET v = 'OLD 5' WHERE id = 5")
        #expect(try migrator(database).rollback(conflicts: .abort).finished == [1])
        #expect(try values(database) == old)
    }

    @Test("overwrite gives the newer values up")
    func overwrite() throws {
        let database = try TestDatabase(Self.rows)
        try migrator(database).runAndWait()
        try database.execute("UPDATE a SET v = 'newer' WHERE id = 5")
        #expect(try migrator(database).rollback(conflicts: .overwrite).conflictCount == 0)
        #expect(try values(database) == old)
    }

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

    // MARK: Databases that were restored or copied

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

    // MARK: Among other steps

    @Test("RestoreRows in down puts the rows back at its place", arguments: [true, false])
    func restoreRows(_ isSQL: Bool) throws {
        let database = try TestDatabase(Self.rows)
        let swift = TestMigration(1, name: "shout") {
            AddColumn("a", "was TEXT")
            Update("a", set: "was = v, v = upper(v)")
        } down: {
            RestoreRows()
            Execute("ALTER TABLE a DROP COLUMN was")
        }
        let sql = """
            -- migrate:up
            ALTER TABLE a ADD COLUMN was TEXT;
            -- migrate:batch table:a
            UPDATE a SET was = v, v = upper(v) WHERE :chunk;
            -- migrate:down
            -- migrate:restore
            -- migrate:down
            ALTER TABLE a DROP COLUMN was;
            """
        let migration: any Migration =
            isSQL ? try SQLMigrations.parse(sql, fileName: "001_shout.sql") : swift
        var settings = RunSettings.unhurried
        settings.snapshot = .auto
        settings.chunkRowLimit = 3
        let migrator = try database.migrator([migration], settings: settings)
        try migrator.runAndWait()
        #expect(try values(database) == new)
        try database.execute("UPDATE a SET note = 'edited' WHERE id = 1")
        try migrator.rollback()
        #expect(try values(database) == old)
        #expect(try database.lines("SELECT note FROM a WHERE id = 1") == ["edited"])
        #expect(try database.schema() == ["CREATE TABLE a (id INTEGER PRIMARY KEY, v, note TEXT)"])
    }

    @Test("a full-text index over the table's content is made anew")
    func fullText() throws {
        let database = try TestDatabase(
            Self.rows + """
                ;CREATE VIRTUAL TABLE found USING fts5(v, content='a', content_rowid='id');
                INSERT INTO found(found) VALUES ('rebuild');
                CREATE TRIGGER kept AFTER UPDATE ON a BEGIN
                    INSERT INTO found(found, rowid, v) VALUES ('delete', old.id, old.v);
                    INSERT INTO found(rowid, v) VALUES (new.id, new.v);
                END
                """)
        let migration = TestMigration(1) { Update("a", set: "v = 'word' || id") }
        try migrator(database, migration).runAndWait()
        #expect(try database.count("SELECT count(*) FROM found WHERE found MATCH 'word7'") == 1)
        try migrator(database, migration).rollback()
        #expect(try database.count("SELECT count(*) FROM found WHERE found MATCH 'word7'") == 0)
        #expect(try database.count("SELECT count(*) FROM found WHERE found MATCH 'old'") == 10)
        try database.execute("INSERT INTO found(found) VALUES ('integrity-check')")
    }

    @Test("triggers and foreign keys are as they were on the app's connection")
    func connection() throws {
        let database = try TestDatabase(
            Self.rows + """
                ;CREATE TABLE log (id INTEGER PRIMARY KEY, v);
                CREATE TRIGGER logged AFTER UPDATE OF note ON a BEGIN INSERT INTO log (v) VALUES (new.note); END;
                """)
        try migrator(database).runAndWait()
        try migrator(database).rollback()
        #expect(try database.queue.read { try $0.enforcesForeignKeys() })
        try database.execute("UPDATE a SET note = 'x' WHERE id = 1")
        #expect(try database.count("SELECT count(*) FROM log") == 1)
    }

    @Test("through an app's pool, with its collations and functions, while it writes")
    func pool() throws {
        let database = try TestDatabase()
        var configuration = Configuration()
        configuration.prepareDatabase { db in
            db.add(collation: DatabaseCollation("backwards") { $1.compare($0) })
            db.add(
                function: DatabaseFunction("twice", argumentCount: 1, pure: true) { values in
                    String.fromDatabaseValue(values[0]).map { $0 + $0 }
                })
        }
        let pool = try DatabasePool(path: database.path, configuration: configuration)
        try pool.write { db in
            try db.execute(
                sql: """
                    CREATE TABLE w (k TEXT PRIMARY KEY COLLATE backwards, v TEXT, t AS (twice(v))) WITHOUT ROWID;
                    CREATE TABLE log (id INTEGER PRIMARY KEY, v);
                    CREATE TRIGGER logged AFTER UPDATE ON w BEGIN INSERT INTO log (v) VALUES (new.t); END;
                    INSERT INTO w (k, v) VALUES ('a', 'x'), ('b', 'y'), ('c', 'z'), ('d', 'q')
                    """)
        }
        let migration = TestMigration(1) {
            Transform("w", reading: .text("v"), writing: .text("v")) { $0?.uppercased() }
        }
        var settings = RunSettings.unhurried
        settings.snapshot = .rows
        settings.chunkRowLimit = 1
        let migrator = try Migrator(pool, migrations: [migration], settings: settings)
        try migrator.runAndWait { event in
            guard case .chunk = event else { return }
            try? pool.write { try $0.execute(sql: "INSERT INTO log (v) VALUES ('app')") }
        }
        #expect(try pool.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM log") } == 8)
        #expect(try migrator.rollback().conflictCount == 0)
        let values = try pool.read { try String.fetchAll($0, sql: "SELECT v FROM w ORDER BY v") }
        #expect(values == ["q", "x", "y", "z"])
        let log = try pool.read { try Set(String.fetchAll($0, sql: "SELECT v FROM log")) }
        #expect(log == ["app"])
    }

    @Test("in memory nothing is kept, and rows is refused")
    func inMemory() throws {
        let queue = try DatabaseQueue()
        try queue.write { try $0.execute(sql: Self.rows) }
        var settings = RunSettings()
        settings.snapshot = .rows
        let refused = try Migrator(queue, migrations: [Self.shout], settings: settings)
        #expect(
            message { try refused.runAndWait() } == """
                001: A database in memory can't have a snapshot
                  Run without: --snapshot none (settings.snapshot = .none).
                """)
        let migrator = try Migrator(queue, migrations: [Self.shout])
        #expect(try migrator.runAndWait().finished == [1])
        #expect(code { try migrator.rollback() } == .irreversible)
    }
}
