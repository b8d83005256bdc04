import Foundation
import Testing

@testable import Stopover

struct SnapshotDirectoryTests {
    private let temporary: TemporaryDirectory
    private let path: String

    init() throws {
        temporary = try TemporaryDirectory()
        path = temporary.path("x.snapshots")
    }

    private var directory: SnapshotDirectory { SnapshotDirectory(path: path, database: nil) }

    @Test func aDatabaseHasItsOwnWhateverLinkLeadsToIt() throws {
        try temporary.write("", to: "x")
        #expect(symlink("x", temporary.path("link")) == 0)
        let real = FileSystem.realPath(temporary.path("x"))
        #expect(SnapshotDirectory.path(ofDatabase: temporary.path("x")) == real + ".snapshots")
        #expect(SnapshotDirectory.path(ofDatabase: temporary.path("link")) == real + ".snapshots")
    }

    @Test func itIsMadeWhereALinkLeadsTo() throws {
        #expect(mkdir(temporary.path("real"), 0o700) == 0)
        #expect(symlink("real", temporary.path("way")) == 0)
        _ = try SnapshotDirectory(path: temporary.path("way/snaps"), database: nil).opened()
        #expect(mode(temporary.path("real/snaps")) == 0o700)
    }

    @Test func itIsMadeForItsOwnerOnly() throws {
        #expect(try directory.existing() == nil)
        _ = try directory.opened()
        #expect(mode(path) == 0o700)
        #expect(try directory.existing() != nil)
        _ = try directory.opened()
    }

    @Test func aSnapshotIsForItsOwnerOnly() throws {
        let database = try TestDatabase.ofRows(3)
        #expect(chmod(database.path, 0o666) == 0)
        let snapshot = try database.takeSnapshot()
        #expect(mode(database.snapshots.directory) == 0o700)
        #expect(mode(snapshot.path) == 0o600)
    }

    @Test(arguments: [
        (0o400, 0o400), (0o600, 0o600), (0o644, 0o600), (0o755, 0o600), (0o777, 0o600),
    ])
    func aFileHasNoMoreRightsThanTheDatabase(_ databaseMode: Int, _ fileMode: Int) throws {
        try temporary.write("", to: "x")
        #expect(chmod(temporary.path("x"), mode_t(databaseMode)) == 0)
        let directory = SnapshotDirectory(path: path, database: temporary.path("x"))
        try directory.make { _ in "a" }.publish()
        #expect(mode(path + "/a") == mode_t(fileMode))
    }

    @Test(.enabled(if: geteuid() == 0, "only root gives files away"))
    func whatRootMakesIsTheDatabaseOwners() throws {
        try temporary.write("", to: "x")
        #expect(chown(temporary.path("x"), 1_234, 2_345) == 0)
        let directory = SnapshotDirectory(path: path, database: temporary.path("x"))
        try directory.make { _ in "a" }.publish()
        for made in [path, path + "/a"] {
            let attributes = FileSystem.attributes(made)
            #expect(attributes?.st_uid == 1_234)
            #expect(attributes?.st_gid == 2_345)
        }
        #expect(mode(path) == 0o700)
    }

    // MARK: Names

    @Test func aNameThatIsTakenGetsANumber() throws {
        let time = Date(timeIntervalSince1970: 1_795_342_500)
        let names = try (1...3).map { _ in
            let file = try directory.make {
                SnapshotName.of(.manual, version: nil, name: nil, at: time, attempt: $0)
            }
            try file.publish()
            return file.name
        }
        #expect(
            names == [
                "manual-20261122T101500Z.sqlite.zst", "manual-20261122T101500Z-2.sqlite.zst",
                "manual-20261122T101500Z-3.sqlite.zst",
            ])
    }

    @Test func aNameThatIsBeingWrittenGetsANumberToo() throws {
        let first = try directory.make { "a-\($0)" }
        let second = try directory.make { "a-\($0)" }
        #expect([first.name, second.name] == ["a-1", "a-2"])
        try second.publish()
        try first.publish()
        #expect(try names(in: path) == ["a-1", "a-2"])
    }

    @Test func aLinkThatWasPutAtATemporaryNameIsPassedBy() throws {
        _ = try directory.opened()
        try temporary.write("mine", to: "target")
        #expect(symlink("../target", path + "/a-1.stopover-partial") == 0)
        let file = try directory.make { "a-\($0)" }
        #expect(file.name == "a-2")
        try Array("snapshot".utf8).withUnsafeBytes { try file.write($0, at: 0) }
        try file.publish()
        #expect(try names(in: path) == ["a-1.stopover-partial", "a-2"])
        #expect(FileManager.default.contents(atPath: temporary.path("target")) == Data("mine".utf8))
    }

    @Test func aThousandTriesAreEnough() throws {
        try directory.make { _ in "a" }.publish()
        let attempts = Shared(0)
        let failure = #expect(throws: FileSystem.Failure.self) {
            _ = try directory.make { attempt in
                attempts.update { $0 = max($0, attempt) }
                return "a"
            }
        }
        #expect(attempts.value == 1_000)
        #expect(failure?.path == path + "/a")
        #expect(failure?.code == EEXIST)
        #expect(try names(in: path) == ["a"])
    }

    // MARK: Leftovers

    @Test func takingOneRemovesWhatDeadWritersLeftAndNothingElse() throws {
        let database = try TestDatabase.ofRows(3)
        let first = try database.takeSnapshot()
        let kept = [
            "live.sqlite.zst.stopover-partial", "mine.stopover-partial", "mine.sqlite", "notes",
        ]
        for name in kept + [
            "dead.sqlite.zst.stopover-partial", "empty.sqlite.zst.stopover-partial",
        ] {
            try Data("half".utf8).write(
                to: URL(fileURLWithPath: database.snapshots.directory + "/" + name))
        }
        let live = open(database.snapshots.directory + "/" + kept[0], O_RDWR | O_CLOEXEC)
        #expect(flock(live, LOCK_EX | LOCK_NB) == 0)
        let second = try database.takeSnapshot()
        close(live)
        #expect(try database.snapshotNames() == (kept + [first.name, second.name]).sorted())
        // None of them counts as a snapshot, whole or damaged.
        let listing = try database.snapshots.list()
        #expect(Set(listing.snapshots) == [first, second])
        #expect(listing.damaged == [])
    }

    // MARK: What is refused

    private func error(_ database: TestDatabase) throws -> MigrationError {
        try migrationError { try database.takeSnapshot() }
    }

    @Test(arguments: [0o770, 0o707, 0o777, 0o722] as [mode_t])
    func aDirectoryThatOthersCanWriteIsRefused(_ mode: mode_t) throws {
        let database = try TestDatabase.ofRows(3)
        let path = database.snapshots.directory
        #expect(mkdir(path, 0o700) == 0)
        #expect(chmod(path, mode) == 0)
        let error = try error(database)
        #expect(error.code == .snapshotDirectoryUnusable)
        #expect(
            error.description == """
                The snapshot directory \(path) can be written by others
                  Snapshots hold all that the database does: keep them in a directory of your own \
                with mode 0700.
                """)
        #expect(try names(in: path) == [])
    }

    @Test(arguments: [0o700, 0o755, 0o1777] as [mode_t])
    func aDirectoryWhereOthersCantReplaceFilesIsTaken(_ mode: mode_t) throws {
        let database = try TestDatabase.ofRows(3)
        #expect(mkdir(database.snapshots.directory, 0o700) == 0)
        #expect(chmod(database.snapshots.directory, mode) == 0)
        let snapshot = try database.takeSnapshot()
        #expect(StopoverTests.mode(snapshot.path) == 0o600)
        #expect(StopoverTests.mode(database.snapshots.directory) == mode)
    }

    @Test(arguments: ["link", "link to nothing", "file"])
    func whatIsNoDirectoryIsRefused(_ kind: String) throws {
        let database = try TestDatabase.ofRows(3)
        let path = database.snapshots.directory
        #expect(mkdir(database.file("elsewhere"), 0o700) == 0)
        switch kind {
        case "link": #expect(symlink(database.file("elsewhere"), path) == 0)
        case "link to nothing": #expect(symlink(database.file("nowhere"), path) == 0)
        default: try Data().write(to: URL(fileURLWithPath: path))
        }
        let reason = kind == "file" ? "Not a directory" : "it is a symbolic link"
        let error = try error(database)
        #expect(error.code == .snapshotDirectoryUnusable)
        #expect(
            error.description == """
                The snapshot could not be written: \(path): \(reason)
                  Snapshots go to \(path), unless --snapshot-dir says otherwise.
                """)
        #expect(try names(in: database.file("elsewhere")) == [])
        #expect(!FileSystem.isThere(database.file("nowhere")))
        #expect(
            message { _ = try database.snapshots.list() } == """
                The snapshot directory \(path) can't be read: \(reason)
                  Nothing was changed.
                """)
    }

    @Test func aDirectoryIsNotMadeInAMissingOne() throws {
        let database = try TestDatabase.ofRows(3)
        let path = database.file("none/snapshots")
        let directory = SnapshotDirectory(path: path, database: database.realPath)
        let error = try migrationError {
            try SnapshotTaker(
                database: database.realPath, directory: directory,
                store: HistoryStore(tables: HistoryTables())
            ).take(.manual)
        }
        #expect(error.code == .snapshotDirectoryUnusable)
        #expect(
            error.message
                == "The snapshot could not be written: \(path): No such file or directory")
    }
}
