import Foundation
import Testing

@testable import Stopover

struct ReadableFileTests {
    private let temporary: TemporaryDirectory

    init() throws {
        temporary = try TemporaryDirectory()
        try temporary.write([1, 2, 3, 4, 5], to: "file")
    }

    @Test func everyRangeIsRead() throws {
        let file = try ReadableFile(path: temporary.path("file"))
        #expect(file.sizeInBytes == 5)
        for start in 0...5 {
            for end in start...5 {
                #expect(try file.bytes(start..<end) == Array([1, 2, 3, 4, 5][start..<end]))
            }
        }
    }

    @Test func aFileThatEndsTooSoonIsAnError() throws {
        let file = try ReadableFile(path: temporary.path("file"))
        for range in [0..<6, 4..<6, 5..<6, 100..<101] {
            let failure = #expect(throws: FileSystem.Failure.self) { _ = try file.bytes(range) }
            #expect(failure?.code == EIO)
            #expect(failure?.path == temporary.path("file"))
        }
    }

    @Test func whatIsNoFileIsRefusedAtOnce() throws {
        #expect(mkfifo(temporary.path("fifo"), 0o600) == 0)
        for (name, code) in [("fifo", EINVAL), ("", EINVAL), ("none", ENOENT)] {
            let failure = #expect(throws: FileSystem.Failure.self) {
                _ = try ReadableFile(path: temporary.path(name))
            }
            #expect(failure?.code == code)
        }
    }
}
