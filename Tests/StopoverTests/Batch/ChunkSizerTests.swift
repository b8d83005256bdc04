import Testing

@testable import Stopover

struct ChunkSizerTests {
    private let target: Duration = .milliseconds(100)

    @Test func startsSmall() {
        #expect(ChunkSizer(target: target, rowLimit: nil).rows == 500)
    }

    @Test(arguments: [(1, 1), (7, 7), (500, 500), (501, 500), (1_000_000, 500), (0, 1), (-3, 1)])
    func startsWithinTheRowLimit(_ limit: Int, _ rows: Int) {
        #expect(ChunkSizer(target: target, rowLimit: limit).rows == rows)
    }

    @Test(arguments: [
        // A chunk of a thousand rows: time held in ms, bytes written, rows of the next one.
        (100, 0, 1_000), (50, 0, 2_000), (200, 0, 500), (400, 0, 250), (10, 0, 2_000),
        (0, 0, 2_000), (1_000_000, 0, 1), (100, 6 << 20, 1_000), (50, 12 << 20, 500),
        (50, 3 << 20, 2_000), (200, 12 << 20, 500), (200, 24 << 20, 250),
    ])
    func followsTimeAndBytesOfTheLastChunk(_ time: Int, _ bytes: Int, _ rows: Int) {
        var sizer = ChunkSizer(target: target, rowLimit: nil)
        sizer.record(rows: 1_000, time: .milliseconds(time), bytes: bytes, target: target)
        #expect(sizer.rows == rows)
    }

    @Test func aSmallerLimitOfBytesHolds() {
        var sizer = ChunkSizer(target: target, rowLimit: nil, byteLimit: 1 << 20)
        sizer.record(rows: 1_000, time: .milliseconds(100), bytes: 4 << 20, target: target)
        #expect(sizer.rows == 250)
    }

    @Test func doublesAtMost() {
        var sizer = ChunkSizer(target: target, rowLimit: nil)
        var sizes: [Int] = []
        for _ in 0..<12 {
            sizer.record(rows: sizer.rows, time: .zero, bytes: 0, target: target)
            sizes.append(sizer.rows)
        }
        #expect(
            sizes == [
                1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 64_000, 128_000, 200_000, 200_000,
                200_000, 200_000,
            ])
    }

    @Test(arguments: [1, 2, 3, 499, 1_000, 200_000])
    func neverExceedsTheRowLimit(_ limit: Int) {
        var sizer = ChunkSizer(target: target, rowLimit: limit)
        for _ in 0..<20 {
            sizer.record(rows: sizer.rows, time: .zero, bytes: 0, target: target)
            #expect(sizer.rows <= limit)
        }
        #expect(sizer.rows == limit)
    }

    @Test func takesOneRowAtLeastHoweverLongItTakes() {
        var sizer = ChunkSizer(target: target, rowLimit: nil)
        for _ in 0..<3 {
            sizer.record(rows: sizer.rows, time: .seconds(3_600), bytes: 1 << 40, target: target)
            #expect(sizer.rows == 1)
        }
    }

    @Test func aShorterTargetGivesShorterChunks() {
        var sizer = ChunkSizer(target: target, rowLimit: nil)
        sizer.record(
            rows: 10_000, time: .milliseconds(100), bytes: 0, target: .milliseconds(20))
        #expect(sizer.rows == 2_000)
    }

    @Test func aTargetOfZeroGoesRowByRow() {
        var sizer = ChunkSizer(target: .zero, rowLimit: nil)
        sizer.record(rows: 500, time: .milliseconds(1), bytes: 0, target: .zero)
        #expect(sizer.rows == 1)
    }

    @Test func aChunkWithoutRowsTeachesNothing() {
        var sizer = ChunkSizer(target: target, rowLimit: nil)
        let before = sizer
        sizer.record(rows: 0, time: .seconds(9), bytes: 1 << 30, target: target)
        #expect(sizer == before)
    }
}
