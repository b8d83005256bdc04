import Foundation
import Testing

@testable import Stopover

/// Files that are not whole, by accident or on purpose.
struct RowSnapshotDamageTests {
    private let sample: RowSample
    private let marks: [RowSnapshotMark]
    private let bytes: [UInt8]
    private let manifestSize: Int

    init() throws {
        sample = try RowSample()
        let writer = try sample.create()
        marks = try RowSample.append(0..<3, to: writer)
        try writer.seal()
        bytes = try sample.bytes()
        let table = try SeekTable(endOf: ReadableFile(path: sample.path))
        manifestSize = table.entries[4].sizeInBytes
    }

    private var end: Int { marks[3].sizeInBytes }

    private func damage(_ bytes: [UInt8], mark: RowSnapshotMark? = nil) throws -> String? {
        try sample.write(bytes)
        return sample.damage(mark: mark)
    }

    @Test func everyFlippedBitIsFound() throws {
        for bit in 0..<bytes.count * 8 {
            var bytes = bytes
            bytes[bit / 8] ^= 1 << (bit % 8)
            #expect(try damage(bytes) != nil, "bit \(bit)")
        }
    }

    @Test func everyFlippedBitBeforeTheMarkIsFoundAndNoneBehind() throws {
        let mark = marks[2]
        for bit in stride(from: 0, to: bytes.count * 8, by: 3) {
            var bytes = bytes
            bytes[bit / 8] ^= 1 << (bit % 8)
            let isBehind = bit / 8 >= mark.sizeInBytes
            #expect((try damage(bytes, mark: mark) == nil) == isBehind)
        }
    }

    @Test func cutAnywhereItIsDamaged() throws {
        for length in 0..<bytes.count {
            let reason = try damage(Array(bytes[..<length]))
            #expect(
                reason
                    == (length < marks[0].sizeInBytes
                        ? "its head is missing" : "its end is missing"),
                "\(length) bytes")
        }
        for mark in marks {
            #expect(
                try damage(Array(bytes[..<(mark.sizeInBytes - 1)]), mark: mark) != nil)
            #expect(try damage(Array(bytes[..<mark.sizeInBytes]), mark: mark) == nil)
        }
    }

    @Test func framesThatChangedPlacesOrCameTwiceAreDamage() throws {
        let parts = zip([0] + marks.map(\.sizeInBytes), marks.map(\.sizeInBytes)).map {
            Array(bytes[$0..<$1])
        }
        let rest = Array(bytes[end...])
        #expect(
            try damage(parts[0] + parts[2] + parts[1] + parts[3] + rest)
                == "its frames do not match their SHA-256")
        #expect(
            try damage(parts[0] + parts[1] + parts[1] + parts[2] + parts[3] + rest)
                == "it is longer or shorter than its seek table says")
        #expect(try damage(bytes + [0]) == "its end is missing")
        #expect(
            try damage(bytes + bytes) == "it is longer or shorter than its seek table says")
    }

    /// The end made anew, with another manifest and table.
    private func sealed(
        _ prefix: [UInt8], _ entries: [SeekTable.Entry]? = nil,
        _ change: (inout RowSnapshotManifest) -> Void = { _ in }
    ) throws -> [UInt8] {
        try sample.write(bytes)
        let file = try RowSnapshotFile(ReadableFile(path: sample.path))
        var manifest = try #require(file.end).manifest
        change(&manifest)
        let frame = try manifest.frame()
        var table = SeekTable()
        let old = try SeekTable(endOf: file.file).entries
        for entry in entries ?? old.dropLast() { table.append(entry) }
        table.append(sizeInBytes: frame.count, contentSizeInBytes: 0)
        return prefix + frame + table.frame
    }

    @Test func aManifestThatCountsOtherRowsIsRefused() throws {
        let prefix = Array(bytes[..<end])
        #expect(try damage(sealed(prefix)) == nil)
        let rows = "its rows are not those that its manifest counts"
        for (change, reason) in [
            ({ $0.rows += 1 }, rows), ({ $0.tables = [] }, rows),
            ({ $0.tables[0].updated = -1 }, rows), ({ $0.tables[0].name = "x" }, rows),
            ({ $0.chunks = 2 }, "its frames don't lie as its manifest says"),
            ({ $0.sha256 = "" }, "its frames do not match their SHA-256"),
        ] as [((inout RowSnapshotManifest) -> Void, String)] {
            #expect(try damage(sealed(prefix, nil, change)) == reason)
        }
        try sample.write(sealed(prefix) { $0.format = 2 })
        #expect(
            try migrationError { _ = try RowSnapshot(path: sample.path, mark: nil) }.description
                == """
                \(sample.path) was written by a newer Stopover (format 2)
                  Use that one.
                """)
    }

    @Test func aSeekTableOfOtherSizesIsRefused() throws {
        let prefix = Array(bytes[..<end])
        let file = try RowSnapshotFile(ReadableFile(path: sample.path))
        let frames = try #require(file.end).frames
        let head = SeekTable.Entry(
            sizeInBytes: file.headSizeInBytes, contentSizeInBytes: 0)
        for index in frames.indices {
            for content in [0, 1, frames[index].contentSizeInBytes + 1, 1 << 30, 1 << 31] {
                var others = frames
                others[index] = .init(
                    sizeInBytes: frames[index].sizeInBytes, contentSizeInBytes: content)
                #expect(try damage(sealed(prefix, [head] + others)) != nil)
            }
        }
        for entries in [[], [head], [head] + frames.dropLast(), frames, [head, head] + frames] {
            #expect(try damage(sealed(prefix, entries)) != nil)
        }
    }

    @Test func aHeadThatAsksForMuchMemoryIsRefused() throws {
        var bytes = bytes
        bytes.replaceSubrange(4..<8, with: UInt32.max.littleEndianBytes)
        #expect(try damage(bytes) == "its head is missing")
    }

    @Test func aDatabaseSnapshotIsNone() throws {
        try sample.write(SnapshotSample(rows: 3).parts.bytes())
        #expect(sample.damage() == "its head is missing")
        #expect(try damage([]) == "its head is missing")
    }

    @Test func itsTextsTellWhatToDo() throws {
        try sample.write([1, 2, 3])
        #expect(
            try migrationError { _ = try RowSnapshot(path: sample.path, mark: nil) }.description
                == """
                \(sample.path) is not a whole snapshot: its head is missing
                  Nothing was changed; its rows can't be put back.
                """)
    }
}
