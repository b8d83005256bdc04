import Testing

@testable import Zstd

struct FrameDecompressorTests {
    @Test(arguments: Sample.small)
    func aFrameCutAnywhereIsTruncated(_ sample: Sample) throws {
        let content = sample.content
        let frame = try compress(content)
        for length in 0..<frame.count {
            for room in [content.count, content.count + 100] {
                #expect(throws: ZstdError.truncated, "\(length) of \(frame.count) bytes") {
                    try decompress(Array(frame[..<length]), room: room)
                }
            }
        }
    }

    @Test(arguments: Sample.small)
    func moreContentThanThereIsRoomForIsRefused(_ sample: Sample) throws {
        let content = sample.content
        let frame = try compress(content)
        for room in 0..<content.count {
            #expect(throws: ZstdError.tooLarge(limit: room)) { try decompress(frame, room: room) }
        }
    }

    @Test(arguments: [0, 1, 1_000, 131_071, 131_072, 131_073, 262_144, 299_999])
    func manyBlocksOfContentAreRefusedWhereverTheRoomEnds(_ room: Int) throws {
        for content in [Contents.text(300_000), Contents.incompressible(300_000)] {
            let frame = try compress(content)
            #expect(throws: ZstdError.tooLarge(limit: room)) { try decompress(frame, room: room) }
        }
    }

    @Test func lessContentThanThereIsRoomForIsTold() throws {
        #expect(try decompress(compress([1, 2, 3]), room: 100) == [1, 2, 3])
        #expect(try decompress(compress([]), room: 100) == [])
    }

    @Test(arguments: Sample.small)
    func bytesBehindTheFrameAreRefused(_ sample: Sample) throws {
        let content = sample.content
        let frame = try compress(content)
        for more in [[0], [0x28], frame] {
            #expect(throws: ZstdError.trailingBytes) {
                try decompress(frame + more, room: content.count * 2 + 1)
            }
        }
    }

    @Test func aFlippedChecksumIsRefused() throws {
        let content = Contents.text(2_000)
        var frame = try compress(content)
        for bit in 0..<32 {
            frame[frame.count - 4 + bit / 8] ^= 1 << (bit % 8)
            #expect(throws: ZstdError.refused(reason: "Restored data doesn't match checksum")) {
                try decompress(frame, room: content.count)
            }
            frame[frame.count - 4 + bit / 8] ^= 1 << (bit % 8)
        }
    }

    @Test func aFlippedBitComesOutAsAnErrorOrIsWithoutEffect() throws {
        let content = Contents.text(300)
        var frame = try compress(content)
        for bit in 0..<frame.count * 8 {
            frame[bit / 8] ^= 1 << (bit % 8)
            let result = Result { try decompress(frame, room: content.count) }
            if case .success(let bytes) = result { #expect(bytes == content, "bit \(bit)") }
            frame[bit / 8] ^= 1 << (bit % 8)
        }
    }

    @Test(arguments: 1...4)
    func garbageIsRefused(_ seed: UInt64) throws {
        print("garbageIsRefused: seed \(seed)")
        var numbers = Numbers(seed: seed)
        for _ in 0..<1_000 {
            let garbage = (0..<Int(numbers.byte())).map { _ in numbers.byte() }
            // What begins like a frame too.
            for bytes in [garbage, [0x28, 0xB5, 0x2F, 0xFD] + garbage] {
                #expect(throws: ZstdError.self) { try decompress(bytes, room: 1_000) }
            }
        }
    }

    @Test func whatBeginsOtherwiseIsNoFrame() {
        #expect(throws: ZstdError.refused(reason: "Unknown frame descriptor")) {
            try decompress(Array("SQLite format 3\0".utf8), room: 100)
        }
    }

    /// A frame of one empty block that asks for a window of so many bytes, as a power of two
    /// (RFC 8878, section 3.1.1.1.2).
    private func emptyFrame(windowLog: Int) -> [UInt8] {
        [0x28, 0xB5, 0x2F, 0xFD, 0, UInt8(windowLog - 10) << 3, 1, 0, 0]
    }

    @Test func aWindowBeyondTheLimitIsRefusedBeforeMemoryIsTakenForIt() throws {
        let refusal = ZstdError.refused(
            reason: "Frame requires too much memory for decoding")
        for windowLog in 10...FrameDecompressor.windowLogLimit {
            #expect(try decompress(emptyFrame(windowLog: windowLog), room: 10) == [])
        }
        for windowLog in FrameDecompressor.windowLogLimit + 1...41 {
            #expect(throws: refusal) { try decompress(emptyFrame(windowLog: windowLog), room: 10) }
        }
        let strict = try FrameDecompressor(windowLogLimit: 20)
        #expect(throws: refusal) {
            try decompress(emptyFrame(windowLog: 21), room: 10, with: strict)
        }
        #expect(try decompress(emptyFrame(windowLog: 20), room: 10, with: strict) == [])
    }

    @Test func aContentSizeBeyondTheLimitIsRefusedBeforeMemoryIsTakenForIt() {
        // Single segment, eight bytes of size: the window is as large as the content says it is.
        let size = withUnsafeBytes(of: (UInt64(1) << 40).littleEndian) { Array($0) }
        #expect(
            throws: ZstdError.refused(reason: "Frame requires too much memory for decoding")
        ) {
            try decompress([0x28, 0xB5, 0x2F, 0xFD, 0b1110_0000] + size + [1, 0, 0], room: 10)
        }
    }

    @Test func aSkippableFrameHasNoContent() throws {
        #expect(try decompress([0x50, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 1, 2, 3], room: 10) == [])
    }

    @Test func itGoesOnAfterARefusal() throws {
        let decompressor = try FrameDecompressor()
        let content = Contents.text(2_000)
        let frame = try compress(content)
        for broken in [
            Array(frame.dropLast()), frame + [0], [1, 2, 3, 4, 5], emptyFrame(windowLog: 31),
        ] {
            #expect(throws: ZstdError.self) {
                try decompress(broken, room: content.count, with: decompressor)
            }
            #expect(
                try decompress(frame, room: content.count, with: decompressor) == content)
        }
    }
}
