import Testing

@testable import Zstd

struct StreamDecompressorTests {
    /// Frames of contents of different sizes, in one array of bytes.
    private struct Stream {
        var bytes: [UInt8] = []
        var frames: [StreamDecompressor.Frame] = []
        let contents: [[UInt8]]

        init(count: Int) throws {
            contents = (0..<count).map { Array(Contents.text(5_000 + $0 * 37)[($0 * 37)...]) }
            for content in contents {
                let frame = try compress(content)
                frames.append(.init(sizeInBytes: frame.count, contentSizeInBytes: content.count))
                bytes += frame
            }
        }

        func decompressor(
            workers: Int, willRead: @escaping (_ frame: Int) throws -> Void = { _ in }
        ) throws -> StreamDecompressor {
            var (frame, offset) = (0, 0)
            return try StreamDecompressor(
                frames[...],
                largest: .init(sizeInBytes: 5_000, contentSizeInBytes: 6_000), workers: workers
            ) { [bytes] room in
                try willRead(frame)
                room.copyBytes(from: bytes[offset..<offset + room.count])
                frame += 1
                offset += room.count
            }
        }

        /// Everything that comes out, and what is thrown in the end.
        func all(workers: Int) throws -> (contents: [[UInt8]], error: ZstdError?) {
            let decompressor = try decompressor(workers: workers)
            var contents: [[UInt8]] = []
            do {
                while let content = try decompressor.next() { contents.append(Array(content)) }
                return (contents, nil)
            } catch let error as ZstdError {
                return (contents, error)
            }
        }
    }

    @Test(arguments: 1...4)
    func contentsComeInTheFramesOrder(_ workers: Int) throws {
        for count in 0...12 {
            let stream = try Stream(count: count)
            let (contents, error) = try stream.all(workers: workers)
            #expect(contents == stream.contents)
            #expect(error == nil)
        }
    }

    @Test func behindTheLastThereIsNothing() throws {
        let decompressor = try Stream(count: 1).decompressor(workers: 2)
        #expect(try decompressor.next() != nil)
        #expect(try decompressor.next() == nil)
        #expect(try decompressor.next() == nil)
    }

    @Test(arguments: 1...4)
    func framesAreReadInOrderAndNoFurtherAheadThanThereAreWorkers(_ workers: Int) throws {
        var read: [Int] = []
        let decompressor = try Stream(count: 10).decompressor(workers: workers) { read.append($0) }
        for taken in 1...10 {
            #expect(try decompressor.next() != nil)
            #expect(read == Array(0..<min(10, taken + workers)))
        }
    }

    @Test(arguments: 1...4)
    func aDamagedFrameIsRefusedAfterThoseBeforeItCameOut(_ workers: Int) throws {
        for damaged in 0..<6 {
            var stream = try Stream(count: 6)
            let end = stream.frames[...damaged].reduce(0) { $0 + $1.sizeInBytes }
            stream.bytes[end - 1] ^= 1
            let (contents, error) = try stream.all(workers: workers)
            #expect(contents == Array(stream.contents[..<damaged]))
            #expect(error == .refused(reason: "Restored data doesn't match checksum"))
        }
    }

    @Test func contentOfAnotherSizeThanExpectedIsRefused() throws {
        for (difference, refusal) in [
            (1, ZstdError.tooSmall(expected: 5_001)), (-1, .tooLarge(limit: 4_999)),
            (-5_000, .tooLarge(limit: 0)),
        ] {
            var stream = try Stream(count: 3)
            stream.frames[0] = .init(
                sizeInBytes: stream.frames[0].sizeInBytes,
                contentSizeInBytes: stream.frames[0].contentSizeInBytes + difference)
            let (contents, error) = try stream.all(workers: 2)
            #expect(contents.isEmpty)
            #expect(error == refusal)
        }
    }

    @Test func aFrameOfAnotherSizeThanExpectedIsRefused() throws {
        var stream = try Stream(count: 2)
        let size = stream.frames[0].sizeInBytes
        stream.frames[0] = .init(sizeInBytes: size - 1, contentSizeInBytes: 5_000)
        #expect(try stream.all(workers: 1).error == .truncated)
        stream.frames[0] = .init(sizeInBytes: size + 1, contentSizeInBytes: 5_000)
        stream.frames[1] = .init(
            sizeInBytes: stream.frames[1].sizeInBytes - 1, contentSizeInBytes: 5_000)
        #expect(try stream.all(workers: 1).error == .trailingBytes)
    }

    private struct Unreadable: Error, Hashable {
        let frame: Int
    }

    @Test(arguments: 1...4)
    func whatItsReaderThrowsComesOut(_ workers: Int) throws {
        for unreadable in 0..<6 {
            let decompressor = try Stream(count: 6).decompressor(workers: workers) {
                if $0 == unreadable { throw Unreadable(frame: $0) }
            }
            #expect(throws: Unreadable(frame: unreadable)) {
                while try decompressor.next() != nil {}
            }
        }
    }
}
