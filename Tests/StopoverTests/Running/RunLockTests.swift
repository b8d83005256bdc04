import Foundation
import GRDB
import Testing

@testable import Stopover

/// Another process that holds the lock of a database until it is killed.
private final class Holder: @unchecked Sendable {
    private let process = Process()

    init(_ lockPath: String) throws {
        try Data("process 1 on elsewhere".utf8).write(to: URL(fileURLWithPath: lockPath))
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["flock", "--no-fork", "--nonblock", lockPath, "cat"]
        let input = Pipe()
        let output = Pipe()
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        // `cat` answers once the lock is held.
        try input.fileHandleForWriting.write(contentsOf: Data("held\n".utf8))
        let answer = try output.fileHandleForReading.read(upToCount: 5)
        try #require(answer == Data("held\n".utf8))
        keepOpen = input
    }

    private let keepOpen: Pipe

    func kill() {
        Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    deinit {
        kill()
    }
}

@Suite("The lock")
struct RunLockTests {
    private let holderText = /process \d+ on .+, test since \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/

    private func acquire(
        _ database: TestDatabase, wait: Duration = .zero, stop: StopSignal = StopSignal(),
        onWait: (String) -> Void = { _ in }
    ) throws -> RunLock {
        try RunLock.acquire(
            database: database.path, purpose: "test", wait: wait, stop: stop, onWait: onWait)
    }

    private func lockPath(_ database: TestDatabase) -> String {
        RunLock.path(ofDatabase: database.path)
    }

    @Test("stands beside the database's real path")
    func path() throws {
        let database = try TestDatabase()
        let real = FileSystem.realPath(database.path)
        #expect(lockPath(database) == real + ".stopover-lock")
        let link = database.directory.appendingPathComponent("link.sqlite").path
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "test.sqlite")
        #expect(RunLock.path(ofDatabase: link) == real + ".stopover-lock")
    }

    @Test("two in one process exclude each other, and the error tells who holds it")
    func twice() throws {
        let database = try TestDatabase()
        let first = try acquire(database)
        let text = message { _ = try acquire(database) }
        let pattern = /The database is in use by (.*)\n  (.*)/
        let match = try #require(try pattern.wholeMatch(in: text))
        #expect(try holderText.wholeMatch(in: match.1) != nil)
        #expect(match.2 == "Try again when it is done; `run` can wait for it with --wait.")
        #expect(
            try holderText.wholeMatch(in: RunLock.currentHolder(database: database.path) ?? "")
                != nil)
        withExtendedLifetime(first) {}
    }

    @Test("released, it holds nobody up, and nobody is told as its holder")
    func released() throws {
        let database = try TestDatabase()
        do { _ = try acquire(database) }
        #expect(RunLock.currentHolder(database: database.path) == nil)
        _ = try acquire(database)
    }

    @Test("a wait ends when the holder lets go, and tells of it once")
    func waits() throws {
        let database = try TestDatabase()
        let holder = try Holder(lockPath(database))
        var told: [String] = []
        _ = try acquire(database, wait: .seconds(60)) {
            told.append($0)
            holder.kill()
        }
        #expect(told == ["process 1 on elsewhere"])
    }

    @Test("a wait can be stopped")
    func stopped() throws {
        let database = try TestDatabase()
        let first = try acquire(database)
        let stop = StopSignal()
        #expect(
            code {
                _ = try acquire(database, wait: .seconds(60), stop: stop) { _ in stop.request() }
            }
                == .locked)
        withExtendedLifetime(first) {}
    }

    @Test("a run tells whom it waits for, and goes on when the other process is killed")
    func run() throws {
        let database = try TestDatabase()
        let holder = try Holder(lockPath(database))
        var settings = RunSettings()
        settings.lockWait = .seconds(60)
        let migrator = try database.migrator([TestMigration.table(1)], settings: settings)
        #expect(
            message { _ = try database.migrator([.table(1)]).run() }
                == """
                The database is in use by process 1 on elsewhere
                  Try again when it is done; `run` can wait for it with --wait.
                """)
        #expect(try migrator.status().lockHolder == "process 1 on elsewhere")
        #expect(try migrator.plan().migrations.count == 1)
        let waiting = Shared<[String]>([])
        let report = try migrator.runAndWait { event in
            guard case .waiting(let who) = event else { return }
            waiting.update { $0.append(who) }
            holder.kill()
        }
        #expect(report.finished == [1])
        #expect(waiting.value == ["process 1 on elsewhere"])
    }

    @Test("rollback, baseline and reset take it too")
    func others() throws {
        let database = try TestDatabase()
        let migrator = try database.migrator([.table(1)])
        let lock = try acquire(database)
        #expect(code { _ = try migrator.rollback() } == .locked)
        #expect(code { _ = try migrator.baseline(at: 1) } == .locked)
        #expect(code { _ = try migrator.reset() } == .locked)
        withExtendedLifetime(lock) {}
    }

    @Test("a path through a symbolic link takes the same lock")
    func linkedDatabase() throws {
        let database = try TestDatabase()
        let link = database.directory.appendingPathComponent("link.sqlite").path
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "test.sqlite")
        let lock = try acquire(database)
        let migrator = try Migrator(path: link, migrations: [TestMigration.table(1)])
        #expect(code { _ = try migrator.run() } == .locked)
        #expect(try migrator.status().lockHolder != nil)
        withExtendedLifetime(lock) {}
    }

    @Test(
        "a symbolic link or a directory in its place is refused, and nothing is written through it")
    func notAFile() throws {
        let database = try TestDatabase()
        let path = lockPath(database)
        let target = database.directory.appendingPathComponent("target").path
        for isThere in [false, true] {
            if isThere {
                try Data("mine".utf8).write(to: URL(fileURLWithPath: target))
            }
            try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: target)
            #expect(
                message { _ = try acquire(database) }
                    == """
                    The lock file \(path) can't be used: it is a symbolic link
                      A run needs to write beside the database.
                    """)
            #expect(
                FileManager.default.contents(atPath: target) == (isThere ? Data("mine".utf8) : nil))
            #expect(RunLock.currentHolder(database: database.path) == nil)
            try FileManager.default.removeItem(atPath: path)
        }
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        #expect(
            message { _ = try acquire(database) }
                == """
                The lock file \(path) can't be used: Is a directory
                  A run needs to write beside the database.
                """)
        #expect(RunLock.currentHolder(database: database.path) == nil)
    }

    @Test(
        "a hard link in its place, to the database or to another file, is refused and not written to"
    )
    func hardLink() throws {
        let database = try TestDatabase()
        let path = lockPath(database)
        let other = database.directory.appendingPathComponent("other").path
        try Data().write(to: URL(fileURLWithPath: other))
        for target in [database.path, other] {
            let before = FileManager.default.contents(atPath: target)
            try FileManager.default.linkItem(atPath: target, toPath: path)
            #expect(
                message { _ = try acquire(database) }
                    == """
                    The lock file \(path) can't be used: it is a hard link to another file
                      Remove that name: a run writes there who holds the lock.
                    """)
            #expect(FileManager.default.contents(atPath: target) == before)
            #expect(RunLock.currentHolder(database: database.path) == nil)
            try FileManager.default.removeItem(atPath: path)
        }
    }

    @Test(
        "whoever asks who holds it opens no other name of the database, which would drop its locks")
    func probedHardLink() throws {
        let database = try TestDatabase(journalMode: "delete", "CREATE TABLE t (x)")
        try FileManager.default.linkItem(atPath: database.path, toPath: lockPath(database))
        try database.queue.inDatabase { db in
            try db.execute(sql: "BEGIN EXCLUSIVE")
            #expect(RunLock.currentHolder(database: database.path) == nil)
            let refusal = #expect(throws: ToolFailure.self) {
                try tool("sqlite3", database.path, "DROP TABLE t")
            }
            #expect(refusal?.error.contains("locked") == true)
            try db.execute(sql: "ROLLBACK")
        }
        #expect(try database.lines("SELECT name FROM sqlite_master") == ["t"])
    }

    @Test("a file in its place that no run wrote is refused, and stays as it is")
    func otherFile() throws {
        let database = try TestDatabase()
        let path = lockPath(database)
        for text in ["mine", "processes"] {
            let contents = Data(text.utf8)
            try contents.write(to: URL(fileURLWithPath: path))
            #expect(
                message { _ = try acquire(database) }
                    == """
                    The lock file \(path) can't be used: it holds something else
                      Move it elsewhere: a run writes there who holds the lock.
                    """)
            #expect(FileManager.default.contents(atPath: path) == contents)
        }
    }

    @Test(
        "it has the database's mode, and never more",
        arguments: [0o600, 0o640, 0o664, 0o755] as [mode_t])
    func mode(mode: mode_t) throws {
        let database = try TestDatabase()
        #expect(chmod(database.path, mode) == 0)
        _ = try acquire(database)
        let attributes = try #require(FileSystem.attributes(lockPath(database)))
        #expect(attributes.st_mode & 0o777 == mode & 0o666)
    }

    @Test("a run leaves nothing beside the database but the lock file")
    func leftovers() throws {
        let database = try TestDatabase(journalMode: "delete")
        _ = try database.migrator([.table(1)]).run()
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: database.directory.path).sorted()
                == ["test.sqlite", "test.sqlite.stopover-lock"])
    }

    @Test("a lock file that says nothing is held by another process")
    func withoutText() throws {
        let database = try TestDatabase()
        let lock = try acquire(database)
        #expect(truncate(lockPath(database), 0) == 0)
        #expect(RunLock.currentHolder(database: database.path) == "another process")
        withExtendedLifetime(lock) {}
    }
}
