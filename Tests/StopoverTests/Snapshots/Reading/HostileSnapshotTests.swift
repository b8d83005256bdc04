import Foundation
import Testing

@testable import Stopover

/// Files that were made to be taken for snapshots.
struct HostileSnapshotTests {
    private let sample: SnapshotSample

    init() throws {
        sample = try SnapshotSample(rows: 3)
    }

    private static let otherLayout = "its frames don't lie as its manifest says"

    @Test func aManifestOfImpossibleSizesIsRefused() throws {
        for (pageSize, pageCount) in [
            (0, 2), (-512, 2), (3, 2), (1 << 20, 2), (Int.max, 2), (Int.min, 2), (512, 0),
            (512, -1),
            (512, SnapshotLayout.sizeLimitInBytes / 512 + 1), (512, .max), (512, .min),
            (65_536, .max),
        ] {
            var parts = sample.parts
            try parts.change { ($0.pageSize, $0.pageCount) = (pageSize, pageCount) }
            #expect(try sample.refusal(parts.bytes()) == "its manifest names an impossible size")
            #expect(try sample.listedDamage() == "its manifest names an impossible size")
        }
    }

    @Test func aManifestOfOtherSizesIsRefusedBeforeMemoryIsTakenForThem() throws {
        let count = try sample.parts.manifest.pageCount
        for (pageSize, pageCount) in [
            (512, 1), (512, count - 1), (512, count + 1),
            (512, SnapshotLayout.sizeLimitInBytes / 512), (1_024, count), (65_536, 1),
            (65_536, SnapshotLayout.sizeLimitInBytes / 65_536),
        ] {
            var parts = sample.parts
            try parts.change { ($0.pageSize, $0.pageCount) = (pageSize, pageCount) }
            #expect(try sample.refusal(parts.bytes()) == Self.otherLayout)
            #expect(try sample.listedDamage() == Self.otherLayout)
        }
    }

    @Test func aManifestOfOtherHashesIsRefused() throws {
        let changes: [((inout SnapshotManifest) -> Void, String)] = [
            ({ $0.headSHA256 = "" }, "its head does not match its SHA-256"),
            ({ $0.firstPageSHA256 = $0.headSHA256 }, "its first page does not match its SHA-256"),
            ({ $0.framesSHA256 = $0.headSHA256 }, "its frames do not match their SHA-256"),
            ({ $0.otherPagesSHA256 = "x" }, "its pages do not match their SHA-256"),
        ]
        for (change, reason) in changes {
            var parts = sample.parts
            try parts.change(change)
            #expect(try sample.refusal(parts.bytes()) == reason)
            #expect(try sample.listedDamage() == nil)
        }
    }

    @Test func aNewerManifestIsNoDamageButNotReadEither() throws {
        var parts = sample.parts
        try parts.change { $0.format = 2 }
        try sample.write(parts.bytes())
        let reason = try refusal(of: sample.path, code: .snapshotNewer)
        #expect(reason == "\(sample.path) was written by a newer Stopover (format 2)")
        let damaged = try #require(sample.snapshots.list().damaged.first)
        #expect(
            damaged.error.description == """
                \(sample.path) was written by a newer Stopover (format 2)
                  Use that one; `zstd -d` makes a database of it as well.
                """)
    }

    @Test func aSeekTableOfTooManyFramesIsRefused() throws {
        for count in [0x7FF_FFFF, 0x800_0000, 0x800_0001, 0x2000_0005, .max] as [UInt32] {
            var bytes = sample.parts.bytes()
            bytes.replaceSubrange(bytes.count - 9..<bytes.count - 5, with: count.littleEndianBytes)
            #expect(try sample.refusal(bytes) == "its end is missing")
            #expect(try sample.listedDamage() == "its end is missing")
        }
    }

    @Test func aSeekTableOfOtherSizesIsRefused() throws {
        for index in sample.parts.parts.indices {
            var entries = sample.parts.table.entries
            entries[index] = .init(
                sizeInBytes: entries[index].sizeInBytes,
                contentSizeInBytes: entries[index].contentSizeInBytes ^ 512)
            var table = SeekTable()
            for entry in entries { table.append(entry) }
            #expect(try sample.refusal(sample.parts.bytes(table: table)) == Self.otherLayout)
            #expect(try sample.listedDamage() == Self.otherLayout)
        }
        // Two frames of which one is longer and the other shorter.
        for (index, other) in [(0, 1), (1, 2), (2, 3), (3, 2)] {
            var entries = sample.parts.table.entries
            for (index, change) in [(index, 1), (other, -1)] {
                entries[index] = .init(
                    sizeInBytes: entries[index].sizeInBytes + change,
                    contentSizeInBytes: entries[index].contentSizeInBytes)
            }
            var table = SeekTable()
            for entry in entries { table.append(entry) }
            #expect(try sample.refusal(sample.parts.bytes(table: table)) != nil)
        }
    }

    @Test func aSeekTableOfEmptyOrHugeFramesIsRefused() throws {
        for sizes in [[], [0], [0, 0, 0, 0], [.max, .max], [UInt32.max, 0, 0, 0]] as [[UInt32]] {
            var table = SeekTable()
            for size in sizes { table.append(sizeInBytes: Int(size), contentSizeInBytes: 0) }
            #expect(
                try sample.refusal(sample.parts.bytes(table: table))
                    == "it is longer or shorter than its seek table says")
        }
        #expect(try sample.refusal(SeekTable().frame) == Self.otherLayout)
    }

    @Test func aFrameThatGrowsBeyondItsPlaceIsRefused() throws {
        // 64 MiB of zeros, as the command makes them of nothing.
        try sample.directory.write([], to: "zeros")
        #expect(truncate(sample.directory.path("zeros"), 64 << 20) == 0)
        _ = try tool("zstd", "-q", sample.directory.path("zeros"))
        var parts = sample.parts
        parts.parts[2].bytes = try ReadableFile(path: sample.directory.path("zeros.zst")).bytes()
        let size = parts.parts[2].contentSize
        #expect(
            try sample.refusal(parts.bytes()) == "a frame has more than \(size) bytes of content")
    }

    @Test func aFrameThatAsksForMuchMemoryIsRefused() throws {
        var parts = sample.parts
        // A window of 2 GiB (RFC 8878, section 3.1.1.1.2), and an empty block.
        parts.parts[2].bytes = [0x28, 0xB5, 0x2F, 0xFD, 0, 21 << 3, 1, 0, 0]
        #expect(
            try sample.refusal(parts.bytes()) == "Frame requires too much memory for decoding")
    }

    @Test func aFrameWithoutContentIsRefused() throws {
        var parts = sample.parts
        let size = parts.parts[2].contentSize
        for bytes in [SkippableFrame.padding.bytes([1]), [0x28, 0xB5, 0x2F, 0xFD, 0, 0, 1, 0, 0]] {
            parts.parts[2].bytes = bytes
            #expect(
                try sample.refusal(parts.bytes())
                    == "a frame has less than \(size) bytes of content")
        }
        parts.parts[2].bytes = []
        #expect(try sample.refusal(parts.bytes()) == "a frame is cut off")
    }

    /// SQLite would read pages of the size that the first one names.
    @Test(arguments: [0, 1, 256, 512, 1_024, 32_768])
    func aFirstPageThatNamesAnotherPageSizeIsRefused(_ named: Int) throws {
        let pageSize = 4_096
        let directory = try Directory(path: sample.directory.path)
        let file = try #require(try directory.make("sample.sqlite.zst", like: nil, mode: 0o600))
        let writer = try SnapshotWriter(file, pageSizeInBytes: pageSize, workers: 1)
        var page = [UInt8](repeating: 0, count: pageSize)
        page[16...17] = [UInt8(named >> 8), UInt8(named & 0xFF)]
        try page.withUnsafeBytes(writer.take)
        _ = try writer.finish(firstPage: page) { _ in }
        #expect(try refusal(of: sample.path) == "its first page names another page size")
    }
}

extension ReadableFile {
    fileprivate func bytes() throws -> [UInt8] { try bytes(0..<sizeInBytes) }
}
