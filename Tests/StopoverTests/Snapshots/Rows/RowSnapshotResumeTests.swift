import Foundation
import Testing

@testable import Stopover

/// What becomes of a file that a crash left, or that isn't what the checkpoint knows.
struct RowSnapshotResumeTests {
    private let sample: RowSample
    /// Before each of three chunks, and behind the last.
    private let marks: [RowSnapshotMark]

    init() throws {
        sample = try RowSample()
        marks = try RowSample.append(0..<3, to: sample.create())
    }

    /// Goes on at the second mark, with another second chunk, to the end.
    ///
    /// - Returns: the name of the file that it went on in.
    private func goOn(
        at mark: RowSnapshotMark? = nil, database: String = RowSample.database
    ) throws -> String {
        let mark = mark ?? marks[2]
        let writer = try sample.resume(at: mark, database: database)
        let last = try writer.append(RowSample.chunk(9), after: mark)
        try writer.seal()
        return last.name
    }

    @Test func atItsEndItGoesOn() throws {
        let before = try sample.bytes()
        let writer = try sample.resume(at: marks[3])
        #expect(writer.mark == marks[3])
        #expect(try sample.bytes() == before)
        #expect(try goOn(at: marks[3]) == RowSample.name)
        #expect(try sample.chunks() == [0, 1, 2, 9])
    }

    @Test func theSameBytesComeOfAResumeAsOfOneGo() throws {
        let whole = try RowSample()
        let writer = try whole.create()
        try RowSample.append(0..<5, to: writer)
        try writer.seal(at: RowSample.time)
        let resumed = try sample.resume(at: marks[3])
        try RowSample.append(3..<5, to: resumed)
        try resumed.seal(at: RowSample.time)
        #expect(try sample.bytes() == whole.bytes())
    }

    @Test func whatIsDamagedAfterTheResumeIsNotSealed() throws {
        let writer = try sample.resume(at: marks[3])
        var damaged = try sample.bytes()
        damaged[marks[1].sizeInBytes - 1] ^= 1
        try sample.write(damaged)
        let error = try migrationError { try writer.seal() }
        #expect(
            error.description == """
                The row snapshot \(sample.path) can't be gone on with: Restored data doesn't match checksum
                  Put the file back as it was, then run again.
                """)
        #expect(error.outcome == .failed)
        #expect(try sample.bytes() == damaged)
        let refused = try refusal(at: marks[3])
        #expect(refused.contains("can't be gone on with: it is not what it was at the last"))
    }

    @Test func whatIsGoneAfterTheResumeIsNotSealed() throws {
        let writer = try sample.resume(at: marks[3])
        try FileManager.default.removeItem(atPath: sample.path)
        let error = try migrationError { try writer.seal() }
        #expect(error.code == .snapshotMissing)
        #expect(error.outcome == .failed)
    }

    @Test func aChunkThatWasRolledBackAfterTheResumeIsNotCounted() throws {
        let writer = try sample.resume(at: marks[2])
        let third = try writer.append(RowSample.chunk(7), after: marks[2])
        _ = try writer.append(RowSample.chunk(8), after: third)
        try writer.seal(after: third)
        #expect(try sample.chunks() == [0, 1, 7])
        #expect(try RowSnapshot(path: sample.path, mark: nil).rowCount == 9)
    }

    @Test func withoutAChunkItIsSealedAfterAResumeToo() throws {
        let writer = try sample.resume(at: marks[0])
        try writer.seal()
        #expect(writer.mark.name != RowSample.name)
        #expect(try sample.chunks(writer.mark.name) == [])
    }

    @Test func oneFrameMoreIsCutOff() throws {
        let writer = try sample.resume(at: marks[2])
        #expect(writer.mark == marks[2])
        #expect(FileSystem.size(sample.path) == marks[2].sizeInBytes)
        #expect(try goOn() == RowSample.name)
        #expect(try sample.chunks() == [0, 1, 9])
        #expect(try sample.names() == [RowSample.name])
    }

    @Test func aTornFrameIsCutOffWhereverItIsTorn() throws {
        let bytes = try sample.bytes()
        for size in marks[2].sizeInBytes...marks[3].sizeInBytes {
            try sample.write(Array(bytes[..<size]))
            #expect(try sample.resume(at: marks[2]).mark == marks[2])
            #expect(try sample.bytes() == Array(bytes[..<marks[2].sizeInBytes]))
        }
    }

    @Test func aTailOfZerosIsCutOff() throws {
        // As file systems leave it that made the file longer before they wrote what is in it.
        let bytes = try sample.bytes()
        for count in [1, 4, 100, 10_000] {
            try sample.write(
                Array(bytes[..<marks[2].sizeInBytes]) + [UInt8](repeating: 0, count: count))
            #expect(try sample.resume(at: marks[2]).mark == marks[2])
            #expect(FileSystem.size(sample.path) == marks[2].sizeInBytes)
        }
    }

    @Test func aTornEndIsCutOffWhereverItIsTorn() throws {
        let writer = try sample.resume(at: marks[3])
        try writer.seal()
        let bytes = try sample.bytes()
        for size in marks[3].sizeInBytes..<bytes.count {
            try sample.write(Array(bytes[..<size]))
            let resumed = try sample.resume(at: marks[3])
            #expect(FileSystem.size(sample.path) == marks[3].sizeInBytes, "\(size) bytes")
            try resumed.seal()
            #expect(try sample.chunks() == [0, 1, 2])
        }
        #expect(try sample.names() == [RowSample.name])
    }

    @Test func sealedAtTheMarkItIsSealedAlready() throws {
        try sample.resume(at: marks[3]).seal()
        let sealed = try sample.bytes()
        for database in [RowSample.database, "/srv/copy.sqlite"] {
            let writer = try sample.resume(at: marks[3], database: database)
            #expect(writer.mark == marks[3])
            try writer.seal()
            #expect(try sample.bytes() == sealed)
        }
        #expect(try sample.names() == [RowSample.name])
        let name = try goOn(at: marks[3])
        #expect(name != RowSample.name)
        #expect(try sample.bytes() == sealed)
        #expect(try sample.chunks(name) == [0, 1, 2, 9])
    }

    @Test func sealedBeyondTheMarkItIsLeftAsItIs() throws {
        try sample.resume(at: marks[3]).seal()
        try expectLeftAlone()
    }

    @Test func twoFramesMoreAreSomebodysAndLeftAsTheyAre() throws {
        let before = try sample.bytes()
        let name = try goOn(at: marks[1])
        #expect(name != RowSample.name)
        #expect(try sample.bytes() == before)
        #expect(try sample.chunks(name) == [0, 9])
    }

    @Test func aFrameAndATornOneMoreAreLeftAsTheyAre() throws {
        let bytes = try sample.bytes()
        try sample.write(bytes.dropLast(3))
        let name = try goOn(at: marks[1])
        #expect(name != RowSample.name)
        #expect(try sample.bytes() == bytes.dropLast(3))
    }

    @Test func anEndThatSomebodyDamagedIsLeftAsItIs() throws {
        try sample.resume(at: marks[3]).seal()
        var bytes = try sample.bytes()
        bytes[marks[3].sizeInBytes + 20] ^= 1
        try sample.write(bytes)
        let name = try goOn(at: marks[3])
        #expect(name != RowSample.name)
        #expect(try sample.bytes() == bytes)
        #expect(try sample.chunks(name) == [0, 1, 2, 9])
    }

    @Test func anotherDatabasesFileIsLeftAsItIs() throws {
        try expectLeftAlone(database: "/srv/copy.sqlite")
        // Where nothing lies behind the mark, too: the other one goes on with it.
        let before = try sample.bytes()
        let writer = try sample.resume(at: marks[3], database: "/srv/copy.sqlite")
        #expect(writer.mark.name != RowSample.name)
        #expect(writer.mark.sha256 == marks[3].sha256)
        #expect(try sample.bytes() == before)
    }

    private func expectLeftAlone(database: String = RowSample.database) throws {
        let before = try sample.bytes()
        let name = try goOn(database: database)
        #expect(name != RowSample.name)
        #expect(try sample.bytes() == before)
        #expect(try sample.chunks(name) == [0, 1, 9])
        // It keeps the bytes of what it goes on with, head and all.
        #expect(
            try sample.bytes(name).prefix(marks[2].sizeInBytes)
                == before.prefix(marks[2].sizeInBytes))
    }

    // MARK: Refusals

    private func refusal(at mark: RowSnapshotMark, runID: String = RowSample.runID) throws
        -> String
    {
        let before = try sample.names().map { try sample.bytes($0) }
        let error = try migrationError { _ = try sample.resume(at: mark, runID: runID) }
        #expect(try sample.names().map { try sample.bytes($0) } == before)
        return error.description
    }

    @Test func aFileThatIsGoneIsRefused() throws {
        let text = """
            The row snapshot \(sample.path) is gone: it has the old values of the chunks that are \
            done
              Put it back, then run again.
            """
        try FileManager.default.removeItem(atPath: sample.path)
        #expect(try refusal(at: marks[2]) == text)
        try FileManager.default.removeItem(atPath: sample.snapshots.path)
        #expect(try refusal(at: marks[2]) == text)
    }

    @Test func aNameThatLeadsElsewhereIsNoFile() throws {
        for name in ["../snapshots/" + RowSample.name, "x.sqlite.zst", "", ".."] {
            let mark = RowSnapshotMark(
                name: name, sizeInBytes: marks[2].sizeInBytes, sha256: marks[2].sha256)
            #expect(try refusal(at: mark).contains(" is gone: "))
        }
    }

    @Test func aLinkIsNotFollowed() throws {
        let other = sample.directory.path("other.rows.zst")
        try FileManager.default.moveItem(atPath: sample.path, toPath: other)
        try FileManager.default.createSymbolicLink(
            atPath: sample.path, withDestinationPath: other)
        #expect(
            try refusal(at: marks[2]) == """
                \(sample.path) can't be read: it is a symbolic link
                  Nothing was changed.
                """)
    }

    @Test func aFileShorterThanTheMarkIsRefused() throws {
        let size = marks[2].sizeInBytes
        try sample.write(sample.bytes().prefix(size - 1).map(\.self))
        #expect(
            try refusal(at: marks[2]) == """
                The row snapshot \(sample.path) can't be gone on with: it has \(size - 1) bytes, and \
                the checkpoint knows of \(size)
                  Put the file back as it was, then run again.
                """)
    }

    @Test func anotherRunsFileIsRefused() throws {
        #expect(
            try refusal(at: marks[2], runID: "run-2") == """
                The row snapshot \(sample.path) can't be gone on with: it is another run's
                  Put the file back as it was, then run again.
                """)
    }

    @Test func aFileOfOtherBytesIsRefused() throws {
        let bytes = try sample.bytes()
        let other = RowSnapshotMark(
            name: RowSample.name, sizeInBytes: marks[2].sizeInBytes, sha256: marks[1].sha256)
        #expect(try refusal(at: other).contains("it is not what it was at the last checkpoint"))
        for offset in stride(from: 0, to: marks[2].sizeInBytes, by: 7) {
            var damaged = bytes
            damaged[offset] ^= 4
            try sample.write(damaged)
            #expect(
                try migrationError { _ = try sample.resume(at: marks[2]) }.code == .snapshotDamaged)
            #expect(try sample.bytes() == damaged)
        }
    }
}
