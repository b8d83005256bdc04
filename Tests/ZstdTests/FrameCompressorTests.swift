import Testing

@testable import Zstd

struct FrameCompressorTests {
    @Test(arguments: Sample.all)
    func whatIsCompressedComesOutAgain(_ sample: Sample) throws {
        let frame = try compress(sample.content)
        #expect(frame.count <= FrameCompressor.bound(sample.content.count))
        // Not `==` on the arrays: a failure would print a mebibyte.
        let isEqual = try decompress(frame, room: sample.content.count) == sample.content
        #expect(isEqual)
    }

    @Test(arguments: Sample.all)
    func theZstdCommandDecompressesIt(_ sample: Sample) throws {
        let isEqual = try decompressByCommand(compress(sample.content)) == sample.content
        #expect(isEqual)
    }

    @Test(arguments: [1, 3, 19])
    func everyLevelDecompresses(_ level: Int) throws {
        let content = Contents.text(20_000)
        #expect(try decompress(compress(content, level: level), room: content.count) == content)
    }

    @Test func oneCompressorMakesAnyNumberOfFrames() throws {
        let compressor = try FrameCompressor()
        for size in 0..<200 {
            let content = Contents.text(size)
            var frame = [UInt8](repeating: 0, count: FrameCompressor.bound(size))
            let count = try content.withUnsafeBytes { content in
                try frame.withUnsafeMutableBytes { try compressor.compress(content, into: $0) }
            }
            #expect(try decompress(Array(frame[..<count]), room: size) == content)
        }
    }

    @Test func everyFrameHasTheContentsSizeAndAChecksum() throws {
        // RFC 8878, section 3.1.1.1.1: Content_Checksum_flag is bit 2, Single_Segment_flag, which
        // brings the size along, bit 5 of the descriptor.
        for size in [0, 1, 255, 256, 70_000] {
            let descriptor = try compress(Contents.text(size))[4]
            #expect(descriptor & 0b100 != 0)
            #expect(descriptor & 0b1110_0000 != 0)
        }
    }

    @Test func tooLittleRoomForTheFrameIsRefused() throws {
        let content = Contents.incompressible(1_000)
        var frame = [UInt8](repeating: 0, count: 100)
        #expect(throws: ZstdError.refused(reason: "Destination buffer is too small")) {
            try content.withUnsafeBytes { content in
                try frame.withUnsafeMutableBytes {
                    _ = try FrameCompressor().compress(content, into: $0)
                }
            }
        }
    }
}
