import Foundation
import Testing

@testable import Stopover

struct FileSystemTests {
    private let temporary: TemporaryDirectory
    private let root: String

    init() throws {
        temporary = try TemporaryDirectory()
        root = FileSystem.realPath(temporary.path)
    }

    @Test func aRealPathHasNoLinksInItWhereverTheFileIs() throws {
        try temporary.write("", to: "file")
        #expect(symlink(root, temporary.path("link")) == 0)
        #expect(FileSystem.realPath(temporary.path("link/file")) == root + "/file")
        #expect(FileSystem.realPath(temporary.path("link/none")) == root + "/none")
        #expect(FileSystem.realPath(temporary.path("none/none")).hasSuffix("/none/none"))
        #expect(FileSystem.realPath("/none-of-it") == "/none-of-it")
        #expect(FileSystem.realPath("/") == "/")
    }

    @Test func aLinkThatLeadsNowhereIsThereAndHasNoAttributes() {
        #expect(symlink("nowhere", temporary.path("link")) == 0)
        #expect(FileSystem.isThere(temporary.path("link")))
        #expect(FileSystem.attributes(temporary.path("link")) == nil)
        #expect(!FileSystem.isThere(temporary.path("nowhere")))
    }

    @Test func sizesAndKindsAreTold() throws {
        try temporary.write("12345", to: "file")
        #expect(FileSystem.size(temporary.path("file")) == 5)
        #expect(FileSystem.size(temporary.path("none")) == 0)
        #expect(FileSystem.isDirectory(temporary.path))
        #expect(!FileSystem.isDirectory(temporary.path("file")))
        #expect(!FileSystem.isDirectory(temporary.path("none")))
        #expect(FileSystem.directory(temporary.path("file")) == temporary.path)
        #expect(try #require(FileSystem.freeBytes(temporary.path)) > 0)
        #expect(FileSystem.freeBytes(temporary.path("none")) == nil)
    }

    @Test func aDatabaseIsWrittenToInItsFileOrInItsLog() throws {
        func write(_ text: String, to name: String, at seconds: TimeInterval) throws {
            try temporary.write(text, to: name)
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSince1970: seconds)],
                ofItemAtPath: temporary.path(name))
        }
        func lastWrite() -> TimeInterval? {
            FileSystem.lastWrite(database: temporary.path("a"))?.timeIntervalSince1970
        }
        #expect(lastWrite() == nil)
        try write("pages", to: "a", at: 10)
        #expect(lastWrite() == 10)
        try write("", to: "a-wal", at: 20)
        #expect(lastWrite() == 10)
        try write("pages", to: "a-wal", at: 20)
        #expect(lastWrite() == 20)
        try write("pages", to: "a", at: 30)
        #expect(lastWrite() == 30)
    }
}
