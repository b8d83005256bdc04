import Testing

@testable import Zstd

struct StreamCompressorTests {
    private static let frameSize = 64

    /// The frames of `content` that is written in pieces, with the sizes of their contents.
    private func frames(
        _ content: [UInt8], pieceSize: Int, workers: Int
    ) throws -> [(frame: [UInt8], contentSize: Int)] {
        var frames: [(frame: [UInt8], contentSize: Int)] = []
        let compressor = try StreamCompressor(frameSize: Self.frameSize, workers: workers) {
            frames.append((Array($0), $1))
        }
        try content.withUnsafeBytes { content in
            for start in stride(from: 0, to: content.count, by: pieceSize) {
                let end = min(content.count, start + pieceSize)
                try compressor.write(UnsafeRawBufferPointer(rebasing: content[start..<end]))
            }
        }
        try compressor.finish()
        return frames
    }

    @Test(arguments: 1...4)
    func framesComeInTheStreamsOrderWhateverThePieces(_ workers: Int) throws {
        for size in [0, 1, 63, 64, 65, 128, 1_000, 3_001] {
            for pieceSize in [1, 7, 63, 64, 65, 200, 5_000] {
                let content = Contents.text(size)
                let frames = try frames(content, pieceSize: pieceSize, workers: workers)
                let (full, rest) = size.quotientAndRemainder(dividingBy: Self.frameSize)
                #expect(
                    frames.map(\.contentSize)
                        == Array(repeating: Self.frameSize, count: full) + (rest > 0 ? [rest] : []))
                let stream = try frames.flatMap { try decompress($0.frame, room: $0.contentSize) }
                #expect(stream == content, "\(size) bytes in pieces of \(pieceSize)")
            }
        }
    }

    @Test func theZstdCommandDecompressesAllFramesAsOne() throws {
        let content = Contents.text(100_000)
        let frames = try frames(content, pieceSize: 1_000, workers: 2)
        let isEqual = try decompressByCommand(frames.flatMap(\.frame)) == content
        #expect(isEqual)
    }

    @Test func framesDoNotDependOnHowManyWorkThem() throws {
        let content = Contents.text(10_000)
        let one = try frames(content, pieceSize: 100, workers: 1).map(\.frame)
        for workers in [0, 2, 3, 4] {
            #expect(try frames(content, pieceSize: 999, workers: workers).map(\.frame) == one)
        }
    }

    private struct Full: Error, Hashable {
        let frame: Int
    }

    /// Whichever frame its taker refuses, in the midst of writing or at the end.
    @Test(arguments: 1...4)
    func whatItsTakerThrowsComesOut(_ workers: Int) throws {
        for refused in 0..<8 {
            var count = 0
            let compressor = try StreamCompressor(frameSize: Self.frameSize, workers: workers) {
                _, _ in
                if count == refused { throw Full(frame: count) }
                count += 1
            }
            #expect(throws: Full(frame: refused)) {
                try Contents.text(8 * Self.frameSize).withUnsafeBytes(compressor.write)
                try compressor.finish()
            }
            #expect(count == refused)
        }
    }

    @Test func givenUpItHandsOutNothingMore() throws {
        var count = 0
        do {
            let compressor = try StreamCompressor(frameSize: Self.frameSize, workers: 4) { _, _ in
                count += 1
            }
            try Contents.text(3 * Self.frameSize).withUnsafeBytes(compressor.write)
        }
        #expect(count == 0)
    }
}
