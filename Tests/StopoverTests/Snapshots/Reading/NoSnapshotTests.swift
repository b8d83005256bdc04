import Foundation
import Testing

@testable import Stopover

/// What is no file, or no snapshot's.
struct NoSnapshotTests {
    private let directory: TemporaryDirectory
    private let path: String

    init() throws {
        directory = try TemporaryDirectory()
        path = directory.path("x.sqlite.zst")
    }

    private var snapshots: Snapshots {
        Snapshots(ofDatabase: directory.path("x.sqlite"), directory: directory.path)
    }

    private func expectListed(_ message: String, sourceLocation: SourceLocation = #_sourceLocation)
        throws
    {
        let listing = try snapshots.list()
        #expect(listing.snapshots == [], sourceLocation: sourceLocation)
        #expect(listing.damaged.map(\.path) == [path], sourceLocation: sourceLocation)
        #expect(listing.damaged.map(\.error.message) == [message], sourceLocation: sourceLocation)
    }

    @Test func whatIsNotThereIsMissing() throws {
        let error = try migrationError { try snapshots.verify("x.sqlite.zst") }
        #expect(error.code == .snapshotMissing)
        #expect(
            error.description == """
                There is no snapshot \(path)
                  `snapshot list` shows those that there are.
                """)
        try refusal(of: path, code: .snapshotMissing)
        #expect(try snapshots.list() == .init(snapshots: [], own: [], damaged: []))
    }

    @Test(arguments: ["directory", "FIFO", "socket's place"])
    func whatIsNoFileIsRefusedAtOnce(_ kind: String) throws {
        switch kind {
        case "directory": #expect(mkdir(path, 0o700) == 0)
        case "FIFO": #expect(mkfifo(path, 0o600) == 0)
        default: #expect(symlink("/dev/null", path) == 0)
        }
        #expect(try refusal(of: path, code: .snapshotMissing) == "\(path) is not a file")
        try expectListed("\(path) is not a file")
    }

    @Test func aLinkThatLeadsNowhereIsMissing() throws {
        #expect(symlink("nowhere", path) == 0)
        #expect(try refusal(of: path, code: .snapshotMissing) == "There is no snapshot \(path)")
    }

    @Test func anEmptyFileAndOtherBytesAreDamage() throws {
        for bytes in [
            [], [0], [UInt8](repeating: 0, count: 9), Array("SQLite format 3\0".utf8),
            [UInt8](repeating: 0xFF, count: 100_000),
        ] {
            try directory.write(bytes, to: "x.sqlite.zst")
            #expect(try refusal(of: path) == "its end is missing")
            try expectListed("\(path) is not a whole snapshot: its end is missing")
        }
    }

    @Test func aDamagedOneIsToldWithWhatToDo() throws {
        try directory.write("", to: "x.sqlite.zst")
        #expect(
            message { try snapshots.verify(path) } == """
                \(path) is not a whole snapshot: its end is missing
                  Nothing was changed; restore another one.
                """)
    }

    @Test func whatTheZstdCommandCompressedIsNone() throws {
        let database = try TestDatabase.ofRows(10)
        try database.close()
        _ = try tool("zstd", "-q", database.path, "-o", path)
        #expect(try refusal(of: path) == "its end is missing")
    }
}
