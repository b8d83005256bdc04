import Foundation
import GRDB
import Testing

@testable import Stopover

@Suite("Snapshots beside another process that writes", .serialized)
struct SecondWriterTests {
    /// Another process that commits transfers as fast as it can: each moves an amount between two accounts
    /// and writes it into a ledger with its running total. Unchecked, because `Process` is not Sendable:
    /// one thread feeds it, and when that is done the test ends it.
    private final class Writer: @unchecked Sendable {
        private let process = Process()
        private let input = Pipe()
        private let errors = Pipe()

        init(_ path: String) throws {
            process.executableURL = URL(fileURLWithPath: "/usr/bin/sqlite3")
            process.arguments = ["-bail", path]
            process.standardInput = input
            process.standardOutput = FileHandle.nullDevice
            process.standardError = errors
            try process.run()
            try say(".timeout 20000\nPRAGMA synchronous = NORMAL;\n")
        }

        /// Writes so many transfers into its input; a full pipe waits for it.
        func transfer(_ count: Int) throws {
            let one = """
                BEGIN IMMEDIATE;
                UPDATE account SET balance = balance - 1 WHERE id = 1;
                UPDATE account SET balance = balance + 1 WHERE id = 2;
                INSERT INTO ledger (total) SELECT balance FROM account WHERE id = 2;
                COMMIT;

                """
            try say(String(repeating: one, count: count))
        }

        private func say(_ text: String) throws {
            try input.fileHandleForWriting.write(contentsOf: Data(text.utf8))
        }

        /// - Returns: what it complained of.
        func end() throws -> String {
            try input.fileHandleForWriting.close()
            let complaints = errors.fileHandleForReading.readDataToEndOfFile()
            process.waitUntilExit()
            return String(decoding: complaints, as: UTF8.self)
                + (process.terminationStatus == 0 ? "" : "status \(process.terminationStatus)")
        }
    }

    @Test("no writer fails, the snapshot is one moment, and it did not begin anew")
    func oneMoment() throws {
        let database = try TestDatabase(
            """
            CREATE TABLE account (id INTEGER PRIMARY KEY, balance INTEGER);
            INSERT INTO account VALUES (1, 1000000000), (2, 0);
            CREATE TABLE ledger (id INTEGER PRIMARY KEY, total INTEGER);
            CREATE TABLE ballast (id INTEGER PRIMARY KEY, noise BLOB);
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40000)
            INSERT INTO ballast SELECT i, randomblob(500) FROM n;
            """)
        let writer = try Writer(database.path)
        let isDone = Shared(false)
        let failure = Shared<String?>(nil)
        let feeder = Thread {
            do {
                while !isDone.value { try writer.transfer(50) }
            } catch {
                failure.update { $0 = "\(error)" }
            }
            isDone.update { $0 = false }
        }
        feeder.start()
        @Sendable func committed() throws -> Int {
            try database.count("SELECT count(*) FROM ledger")
        }
        while try committed() < 100 {}
        let counts = Recorder<Int>()
        let positions = Recorder<Int>()
        let taker = SnapshotTaker(
            database: database.path,
            directory: SnapshotDirectory(
                path: database.path + ".snapshots", database: database.path),
            store: HistoryStore(tables: HistoryTables()),
            watch: SnapshotWatch(
                isStopping: {
                    counts.append((try? committed()) ?? -1)
                    return false
                }, onProgress: { positions.append($0.bytesDone) }))
        let snapshot = try taker.take(.init(purpose: .manual))
        isDone.update { $0 = true }
        while isDone.value {}
        #expect(failure.value == nil)
        #expect(try writer.end() == "")
        // Others committed while it was taken, at every look in order, and it never went back.
        #expect(try #require(counts.all.last) > counts.all[0])
        #expect(positions.all == positions.all.sorted())
        let copy = database.directory.path + "/copy.sqlite"
        try Snapshots(ofDatabase: database.path).extract(snapshot.name, to: copy)
        let rows = try DatabaseQueue(path: copy).read { db in
            #expect(try String.fetchOne(db, sql: "PRAGMA integrity_check") == "ok")
            #expect(try Int.fetchOne(db, sql: "SELECT sum(balance) FROM account") == 1_000_000_000)
            #expect(
                try Int.fetchOne(db, sql: "SELECT count(*) FROM ledger WHERE total <> id") == 0)
            let balance = try Int.fetchOne(db, sql: "SELECT balance FROM account WHERE id = 2")
            let rows = try Int.fetchOne(db, sql: "SELECT count(*) FROM ledger")
            #expect(balance == rows)
            return rows ?? 0
        }
        // The moment at which it began.
        #expect(rows >= 100)
        #expect(rows <= counts.all[0])
    }
}
