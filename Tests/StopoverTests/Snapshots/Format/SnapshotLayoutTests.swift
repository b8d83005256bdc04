import Testing

@testable import Stopover

struct SnapshotLayoutTests {
    private static let frameSize = 1 << 20

    /// Page counts at and beside the frames' ends.
    private func pageCounts(_ pageSize: Int) -> [Int] {
        let pagesInFrame = Self.frameSize / pageSize
        let ends = (1...3).map { 1 + $0 * pagesInFrame }
        return [1, 2, 3] + ends.flatMap { [$0 - 1, $0, $0 + 1] }
    }

    @Test(arguments: SnapshotLayout.pageSizes)
    func allPagesButTheFirstLieInFramesOfAMebibyte(_ pageSize: Int) throws {
        for pageCount in pageCounts(pageSize) {
            let layout = try #require(
                SnapshotLayout(pageSizeInBytes: pageSize, pageCount: pageCount))
            let sizes = (0..<layout.frameCount).map(layout.contentSizeInBytes(ofFrame:))
            #expect(layout.databaseSizeInBytes == pageSize * pageCount)
            #expect(sizes.reduce(0, +) == pageSize * (pageCount - 1))
            #expect(layout.frameCount == sizes.count)
            #expect(sizes.dropLast().allSatisfy { $0 == Self.frameSize })
            #expect(sizes.allSatisfy { (1...Self.frameSize).contains($0) })
        }
    }

    @Test(arguments: SnapshotLayout.pageSizes)
    func everyPagesPlaceIsInsideAFrame(_ pageSize: Int) throws {
        for pageCount in pageCounts(pageSize) {
            let layout = try #require(
                SnapshotLayout(pageSizeInBytes: pageSize, pageCount: pageCount))
            let sizes = (0..<layout.frameCount).map(layout.contentSizeInBytes(ofFrame:))
            var expected = (frame: 0, offset: 0)
            for offset in stride(from: pageSize, to: layout.databaseSizeInBytes, by: pageSize) {
                let place = layout.place(of: offset)
                guard place == expected, place.offset + pageSize <= sizes[place.frame] else {
                    Issue.record("\(offset) lies at \(place), not at \(expected)")
                    return
                }
                expected.offset += pageSize
                if expected.offset == Self.frameSize { expected = (expected.frame + 1, 0) }
            }
        }
    }

    @Test func thePageSizesAreThoseThatSQLiteAllows() {
        let sizes = [512, 1_024, 2_048, 4_096, 8_192, 16_384, 32_768, 65_536]
        #expect(SnapshotLayout.pageSizes == sizes)
        for size in [Int.min, -512, 0, 1, 256, 511, 513, 1_000, 65_535, 65_537, 131_072, .max] {
            #expect(SnapshotLayout(pageSizeInBytes: size, pageCount: 1) == nil)
        }
    }

    @Test func thePageCountsAreThoseThatSQLiteAllows() throws {
        for count in [Int.min, -1, 0, 0xFFFF_FFFF, .max] {
            #expect(SnapshotLayout(pageSizeInBytes: 65_536, pageCount: count) == nil)
        }
        let largest = try #require(
            SnapshotLayout(pageSizeInBytes: 65_536, pageCount: 0xFFFF_FFFE))
        #expect(largest.databaseSizeInBytes == 281_474_976_579_584)
        #expect(largest.frameCount == 1 << 28)
    }

    @Test func theHeadHasRoomForTheWorstFrameAndAPaddingsHeader() throws {
        // ZSTD_COMPRESSBOUND: n + n / 256, and for less than 128 KiB (128 KiB - n) / 2048 more.
        for pageSize in SnapshotLayout.pageSizes {
            let bound = pageSize + pageSize / 256 + (131_072 - pageSize) / 2_048
            let layout = try #require(SnapshotLayout(pageSizeInBytes: pageSize, pageCount: 7))
            #expect(layout.headSizeInBytes == bound + 8)
            #expect(SnapshotLayout.headSizeInBytes(pageSizeInBytes: pageSize) == bound + 8)
        }
    }
}
