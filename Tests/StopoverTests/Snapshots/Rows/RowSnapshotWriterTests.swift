import Foundation
import Testing

@testable import Stopover

struct RowSnapshotWriterTests {
    private let sample: RowSample

    init() throws {
        sample = try RowSample()
    }

    @Test func theFileIsThereUnderItsNameFromTheStart() throws {
        let writer = try sample.create()
        #expect(try sample.names() == [RowSample.name])
        #expect(mode(sample.path) == 0o600)
        #expect(mode(sample.snapshots.path) == 0o700)
        #expect(writer.mark.name == RowSample.name)
        #expect(writer.mark.sizeInBytes == FileSystem.size(sample.path))
        let bytes = try sample.bytes()
        #expect(writer.mark.sha256 == bytes.withUnsafeBytes(PageDigest.sha256))
        // A later writer's tidying leaves it alone.
        try sample.snapshots.removeLeftovers()
        #expect(try sample.names() == [RowSample.name])
    }

    @Test func aSecondOneOfTheSecondHasANumber() throws {
        _ = try sample.create()
        _ = try sample.create()
        #expect(
            try sample.names() == [
                "003-normalize_phones-20261122T101500Z-2.rows.zst", RowSample.name,
            ])
    }

    @Test func itsHeadIsJSONWithItsSHA256Behind() throws {
        _ = try sample.create()
        let bytes = try sample.bytes()
        let json = String(decoding: bytes.dropFirst(8).dropLast(32), as: UTF8.self)
        let version = RowSample.head.sqliteVersion
        #expect(
            json == """
                {"created_at":"2026-11-22T10:15:00.000Z","database":"/srv/contacts.sqlite",\
                "format":1,"name":"normalize_phones","run_id":"run-1",\
                "sqlite_version":"\(version)","tool":"stopover","version":"003"}
                """)
    }

    @Test func eachChunkIsReadAtItsMark() throws {
        let writer = try sample.create()
        let marks = try RowSample.append(0..<4, to: writer)
        for (count, mark) in marks.enumerated() {
            #expect(try sample.chunks(mark: mark) == (0..<count).map(Int64.init))
            let prefix = try sample.bytes().prefix(mark.sizeInBytes)
            #expect(mark.sha256 == Array(prefix).withUnsafeBytes(PageDigest.sha256))
        }
        #expect(marks.last?.sizeInBytes == FileSystem.size(sample.path))
        #expect(sample.damage() == "its end is missing")
    }

    @Test func aSealedFileIsWhole() throws {
        let writer = try sample.create()
        let marks = try RowSample.append(0..<3, to: writer)
        try writer.seal()
        let bytes = try sample.bytes()
        try writer.seal()
        #expect(try sample.bytes() == bytes)
        #expect(writer.mark == marks.last)
        #expect(try sample.chunks() == [0, 1, 2])
        // Also by its mark, the end or not.
        #expect(try sample.chunks(mark: marks[3]) == [0, 1, 2])
        #expect(try sample.chunks(mark: marks[1]) == [0])
        let snapshot = try RowSnapshot(path: sample.path, mark: nil)
        #expect(snapshot.mark == marks.last)
        #expect(snapshot.head == RowSample.head)
        #expect(snapshot.rowCount == 9 && snapshot.chunkCount == 3)
        #expect(snapshot.tally.tables == ["contacts": .init(updated: 9)])
    }

    @Test func oneWithoutAChunkIsSealedToo() throws {
        try sample.create().seal()
        #expect(try sample.chunks() == [])
    }

    @Test func zstdReadsTheFile() throws {
        let writer = try sample.create()
        try RowSample.append(0..<3, to: writer)
        #expect(try tool("zstd", "-q", "-t", sample.path) == "")
        try writer.seal()
        #expect(try tool("zstd", "-q", "-t", sample.path) == "")
        #expect(try tool("zstd", "-dc", sample.path).contains("contacts"))
    }

    @Test func allOfTheFileIsChecked() throws {
        let writer = try sample.create()
        try RowSample.append(0..<3, to: writer)
        try writer.seal()
        var checked = 0
        _ = try RowSnapshot(path: sample.path, mark: nil) { checked += $0 }
        #expect(checked == writer.mark.sizeInBytes)
    }

    @Test func aChunkThatWasRolledBackIsWrittenAgain() throws {
        let writer = try sample.create()
        let marks = try RowSample.append(0..<2, to: writer)
        // Its transaction failed, twice.
        _ = try writer.append(RowSample.chunk(7, rows: 50), after: marks[2])
        _ = try writer.append(RowSample.chunk(8), after: marks[2])
        let last = try writer.append(RowSample.chunk(2), after: marks[2])
        #expect(try sample.chunks(mark: last) == [0, 1, 2])
        #expect(last.sizeInBytes == FileSystem.size(sample.path))
        try writer.seal()
        #expect(try sample.chunks() == [0, 1, 2])
        #expect(try RowSnapshot(path: sample.path, mark: nil).rowCount == 9)
    }

    @Test func whatAChunkLeftThatWasRolledBackIsNotSealed() throws {
        let writer = try sample.create()
        let marks = try RowSample.append(0..<2, to: writer)
        // Its transaction failed, and when it ran again there was nothing left to change.
        _ = try writer.append(RowSample.chunk(7, rows: 50), after: marks[2])
        try writer.seal(after: marks[2])
        #expect(try sample.chunks() == [0, 1])
        #expect(writer.mark == marks[2])
        #expect(try RowSnapshot(path: sample.path, mark: nil).rowCount == 6)
    }

    @Test func aMarkThatItDoesNotStandAtIsRefused() throws {
        let writer = try sample.create()
        let marks = try RowSample.append(0..<3, to: writer)
        let bytes = try sample.bytes()
        let error = try migrationError {
            _ = try writer.append(RowSample.chunk(3), after: marks[1])
        }
        #expect(
            error.description == """
                The row snapshot \(sample.path) could not be written: it does not stand where the \
                checkpoint says
                  Run again: it goes on from the last checkpoint.
                """)
        #expect(try sample.bytes() == bytes)
    }

    @Test func aSealedFileIsNeverCutButGoneOnWithInANewOne() throws {
        let writer = try sample.create()
        let marks = try RowSample.append(0..<2, to: writer)
        try writer.seal()
        let sealed = try sample.bytes()
        // The last chunk was rolled back after all.
        let mark = try writer.append(RowSample.chunk(5), after: marks[1])
        #expect(mark.name != RowSample.name)
        #expect(try sample.bytes() == sealed)
        #expect(try sample.chunks(mark.name, mark: mark) == [0, 5])
        try writer.seal()
        #expect(try sample.chunks(mark.name) == [0, 5])
    }
}
