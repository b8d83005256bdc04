import Foundation
import Testing

@testable import Stopover

struct ExtractionTests {
    private let database: TestDatabase
    private let snapshot: Snapshot
    private let target: TemporaryDirectory
    private let path: String

    init() throws {
        database = try TestDatabase.ofRows(3_500)
        snapshot = try database.takeSnapshot()
        target = try TemporaryDirectory()
        path = FileSystem.realPath(target.path) + "/copy.sqlite"
    }

    private func extract(
        stop: StopSignal = StopSignal(),
        onProgress: @escaping @Sendable (SnapshotProgress) -> Void = { _ in }
    ) throws -> Snapshot {
        try database.snapshots.extract(snapshot.name, to: path, stop: stop) { event in
            if case .snapshot(let progress) = event { onProgress(progress) }
        }
    }

    private func write(_ text: String, _ name: String) throws {
        try target.write(text, to: name)
    }

    @Test func itMakesTheDatabaseForItsOwnerOnly() throws {
        #expect(try extract() == snapshot)
        #expect(mode(path) == 0o600)
        #expect(FileSystem.size(path) == snapshot.databaseSizeInBytes)
        #expect(try names(in: target.path) == ["copy.sqlite"])
        #expect(try tool("sqlite3", path, "SELECT count(*) FROM t") == "3464\n")
    }

    @Test func itTellsHowFarItIs() throws {
        let told = Recorder<SnapshotProgress>()
        _ = try extract { told.append($0) }
        let activities = told.all.map(\.activity)
        #expect(Set(activities) == [.verifying, .restoring])
        #expect(
            activities.lastIndex(of: .verifying).map { $0 + 1 }
                == activities.firstIndex(of: .restoring))
        for activity in [SnapshotProgress.Activity.verifying, .restoring] {
            let progress = told.all.filter { $0.activity == activity }
            #expect(progress.map(\.bytesDone) == progress.map(\.bytesDone).sorted())
            #expect(progress.allSatisfy { $0.bytesTotal == snapshot.databaseSizeInBytes })
            #expect(progress.allSatisfy { $0.name == snapshot.name })
            #expect(progress.last?.fraction == 1)
        }
    }

    // MARK: What is refused

    @Test(arguments: ["", "-wal", "-journal", "-shm"])
    func whereSomethingIsThereItIsRefused(_ suffix: String) throws {
        try write("mine", "copy.sqlite" + suffix)
        let hint =
            suffix.isEmpty
            ? "Name a database that isn't there; without --to a snapshot goes back into the live database."
            : "It is of a database of that name and would be taken for the new one's: move it away first."
        let error = try migrationError { try extract() }
        #expect(error.code == .restoreRefused)
        #expect(error.description == "\(path)\(suffix) is there already\n  \(hint)")
        #expect(try names(in: target.path) == ["copy.sqlite" + suffix])
        #expect(FileManager.default.contents(atPath: path + suffix) == Data("mine".utf8))
    }

    @Test(arguments: ["nowhere", "there"])
    func aLinkInItsPlaceIsNotWrittenThrough(_ name: String) throws {
        try write("mine", "there")
        #expect(symlink(name, path) == 0)
        let error = try migrationError { try extract() }
        #expect(error.code == .restoreRefused)
        #expect(try names(in: target.path) == ["copy.sqlite", "there"])
        #expect(FileManager.default.contents(atPath: target.path("there")) == Data("mine".utf8))
    }

    @Test func aMissingDirectoryIsToldBeforeAnythingIsRead() throws {
        let path = target.path("none/copy.sqlite")
        let error = try migrationError {
            try database.snapshots.extract("no such snapshot", to: path)
        }
        #expect(error.code == .restoreRefused)
        #expect(
            error.description == """
                \(path) could not be written: \(target.path("none")): No such file or directory
                  Nothing is left of it.
                """)
    }

    // MARK: What is left

    @Test func aFileThatIsMadeMeanwhileIsNotWrittenOver() throws {
        let error = try migrationError {
            try extract { [path] progress in
                guard progress.activity == .restoring, progress.fraction == 1 else { return }
                #expect(FileManager.default.createFile(atPath: path, contents: Data("mine".utf8)))
            }
        }
        #expect(error.code == .restoreRefused)
        #expect(
            error.description == """
                \(path) could not be written: \(path): File exists
                  Nothing is left of it.
                """)
        #expect(try names(in: target.path) == ["copy.sqlite"])
        #expect(FileManager.default.contents(atPath: path) == Data("mine".utf8))
    }

    @Test(arguments: [SnapshotProgress.Activity.verifying, .restoring])
    func stoppedItLeavesNothing(_ activity: SnapshotProgress.Activity) throws {
        let stop = StopSignal()
        let error = try migrationError {
            try extract(stop: stop) { if $0.activity == activity { stop.request() } }
        }
        #expect(error.code == .stopped)
        #expect(error.outcome == .locked)
        #expect(
            error.description
                == (activity == .verifying
                    ? """
                    Checking the snapshot was stopped
                      Nothing was changed.
                    """
                    : """
                    Restoring the snapshot was stopped
                      Nothing was changed.
                    """))
        #expect(try names(in: target.path) == [])
    }

    @Test func aSnapshotThatIsCutMeanwhileLeavesNothing() throws {
        let error = try migrationError {
            try extract { [snapshot] progress in
                guard progress.activity == .verifying, progress.fraction == 1 else { return }
                #expect(truncate(snapshot.path, 10_000) == 0)
            }
        }
        #expect(error.code == .restoreRefused)
        #expect(
            error.message
                == "\(path) could not be written: \(snapshot.path): Input/output error")
        #expect(try names(in: target.path) == [])
    }

    @Test func whatADeadOneLeftIsReplacedAndWhatALiveOneWritesIsKept() throws {
        try write("half", "copy.sqlite.stopover-partial")
        let live = open(path + ".stopover-partial", O_RDWR | O_CLOEXEC)
        #expect(flock(live, LOCK_EX | LOCK_NB) == 0)
        let error = try migrationError { try extract() }
        #expect(
            error.message
                == "\(path) could not be written: \(path).stopover-partial: File exists")
        #expect(try names(in: target.path) == ["copy.sqlite.stopover-partial"])
        close(live)
        _ = try extract()
        #expect(try names(in: target.path) == ["copy.sqlite"])
    }

    @Test func aLinkAtTheTemporaryNameIsNeitherFollowedNorRemoved() throws {
        try write("mine", "there")
        #expect(symlink("there", path + ".stopover-partial") == 0)
        #expect(try migrationError { try extract() }.code == .restoreRefused)
        #expect(try names(in: target.path) == ["copy.sqlite.stopover-partial", "there"])
        #expect(FileManager.default.contents(atPath: target.path("there")) == Data("mine".utf8))
    }
}
