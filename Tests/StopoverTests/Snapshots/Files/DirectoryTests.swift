import Foundation
import Testing

@testable import Stopover

struct DirectoryTests {
    private let temporary: TemporaryDirectory
    private let directory: Directory

    init() throws {
        temporary = try TemporaryDirectory()
        directory = try Directory(path: temporary.path)
    }

    private func make(_ name: String, mode: mode_t = 0o600) throws -> PartialFile? {
        try directory.make(name, like: nil, mode: mode)
    }

    private func write(_ text: String, _ file: PartialFile?) throws {
        try Array(text.utf8).withUnsafeBytes { try file?.write($0, at: 0) }
    }

    private func text(_ name: String) -> String? {
        FileManager.default.contents(atPath: temporary.path(name)).map {
            String(decoding: $0, as: UTF8.self)
        }
    }

    /// The code that `body` fails with, and the path that it tells.
    private func failure(_ body: () throws -> Void) -> FileSystem.Failure? {
        do {
            try body()
            return nil
        } catch {
            return error as? FileSystem.Failure
        }
    }

    // MARK: Making files

    @Test func aFileIsThereUnderItsNameOnlyWhenItIsWhole() throws {
        var file = try make("a")
        try write("text", file)
        #expect(try directory.names() == ["a.stopover-partial"])
        try file?.publish()
        #expect(try directory.names() == ["a"])
        #expect(file?.path == temporary.path("a"))
        file = nil
        #expect(try directory.names() == ["a"])
        #expect(text("a") == "text")
    }

    @Test func givenUpItLeavesNothing() throws {
        var file = try make("a")
        try write("text", file)
        file = nil
        #expect(try directory.names() == [])
    }

    @Test func bytesGoWhereTheyBelong() throws {
        let file = try #require(try make("a"))
        for (offset, text) in [(6, "two"), (0, "one"), (9, ""), (3, "...")] {
            try Array(text.utf8).withUnsafeBytes { try file.write($0, at: offset) }
        }
        try file.publish()
        #expect(text("a") == "one...two")
    }

    @Test(arguments: [0o600, 0o400, 0o640, 0o666] as [mode_t])
    func itsModeIsWhatIsAskedForWhateverTheMaskIs(_ asked: mode_t) throws {
        let file = try #require(try make("a", mode: asked))
        #expect(mode(temporary.path("a.stopover-partial")) == asked)
        try file.publish()
        #expect(mode(temporary.path("a")) == asked)
    }

    @Test func aNameThatIsTakenIsNotMade() throws {
        try temporary.write("mine", to: "a")
        #expect(try make("a") == nil)
        #expect(try directory.names() == ["a"])
        #expect(text("a") == "mine")
    }

    @Test func aLinkThatLeadsNowhereTakesAName() throws {
        #expect(symlink(temporary.path("nowhere"), temporary.path("a")) == 0)
        #expect(try make("a") == nil)
        #expect(try directory.names() == ["a"])
    }

    @Test func aNameThatIsBeingWrittenIsNotMadeTwice() throws {
        let first = try make("a")
        #expect(try make("a") == nil)
        try write("first", first)
        try first?.publish()
        #expect(text("a") == "first")
    }

    @Test func aLinkAtTheTemporaryNameIsNeitherFollowedNorRemoved() throws {
        try temporary.write("mine", to: "target")
        for target in ["target", "nowhere"] {
            #expect(symlink(temporary.path(target), temporary.path("a.stopover-partial")) == 0)
            #expect(try make("a") == nil)
            directory.removeLeftover("a.stopover-partial")
            #expect(try directory.names() == ["a.stopover-partial", "target"])
            #expect(text("target") == "mine")
            try directory.remove("a.stopover-partial")
        }
    }

    @Test func aFileThatTookTheNameMeanwhileIsNotWrittenOver() throws {
        let file = try #require(try make("a"))
        try write("new", file)
        try temporary.write("mine", to: "a")
        let failure = failure { try file.publish() }
        #expect(failure?.path == temporary.path("a"))
        #expect(failure?.code == EEXIST)
        #expect(text("a") == "mine")
    }

    // MARK: Leftovers

    @Test func whatADeadWriterLeftIsRemoved() throws {
        try temporary.write("half", to: "a.stopover-partial")
        directory.removeLeftover("a.stopover-partial")
        directory.removeLeftover("b.stopover-partial")
        #expect(try directory.names() == [])
    }

    @Test func whatALiveWriterHoldsIsKept() throws {
        var file = try make("a")
        directory.removeLeftover("a.stopover-partial")
        #expect(try directory.names() == ["a.stopover-partial"])
        try write("text", file)
        try file?.publish()
        #expect(text("a") == "text")
        file = nil

        try temporary.write("half", to: "b.stopover-partial")
        let other = open(temporary.path("b.stopover-partial"), O_RDONLY | O_CLOEXEC)
        #expect(flock(other, LOCK_EX) == 0)
        directory.removeLeftover("b.stopover-partial")
        #expect(try directory.names() == ["a", "b.stopover-partial"])
        close(other)
        directory.removeLeftover("b.stopover-partial")
        #expect(try directory.names() == ["a"])
    }

    @Test func whatIsNoFileIsNoLeftover() throws {
        #expect(mkdir(temporary.path("a.stopover-partial"), 0o700) == 0)
        // Opening it must not wait for somebody to write.
        #expect(mkfifo(temporary.path("b.stopover-partial"), 0o600) == 0)
        for name in ["a.stopover-partial", "b.stopover-partial"] { directory.removeLeftover(name) }
        #expect(try directory.names() == ["a.stopover-partial", "b.stopover-partial"])
        #expect(try make("a") == nil)
        #expect(try make("b") == nil)
    }

    // MARK: The directory itself

    @Test func aPathThatIsNoDirectoryIsRefused() throws {
        try temporary.write("", to: "file")
        #expect(symlink(temporary.path, temporary.path("link")) == 0)
        for (name, code) in [("file", ENOTDIR), ("link", ELOOP), ("none", ENOENT)] {
            let failure = failure { _ = try Directory(path: temporary.path(name)) }
            #expect(failure?.path == temporary.path(name))
            #expect(failure?.code == code)
        }
    }

    @Test func anotherDirectoryInItsPlaceGetsNothing() throws {
        let path = temporary.path("inner")
        #expect(mkdir(path, 0o700) == 0)
        let inner = try Directory(path: path)
        #expect(rename(path, temporary.path("moved")) == 0)
        #expect(mkdir(path, 0o700) == 0)
        let file = try #require(try inner.make("a", like: nil, mode: 0o600))
        try file.publish()
        #expect(try names(in: path) == [])
        #expect(try names(in: temporary.path("moved")) == ["a"])
    }

    @Test func aMissingFileCantBeRemoved() {
        let failure = failure { try directory.remove("a") }
        #expect(failure?.path == temporary.path("a"))
        #expect(failure?.code == ENOENT)
        #expect(failure?.reason == "No such file or directory")
    }
}
