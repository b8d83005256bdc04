import Testing

@testable import Zstd

struct FrameExtentTests {
    private func frame(_ content: [UInt8]) throws -> [UInt8] {
        let room = Buffer(capacity: FrameCompressor.bound(content.count))
        room.count = try content.withUnsafeBytes {
            try FrameCompressor().compress($0, into: room.room)
        }
        return Array(room.bytes)
    }

    private func extent(_ bytes: [UInt8]) throws -> FrameExtent? {
        try FrameExtent(limit: bytes.count) { offset, count in
            Array(bytes[offset..<offset + count])
        }
    }

    @Test func itIsWhatTheFrameTakesWhateverFollows() throws {
        print("itIsWhatTheFrameTakes: seed 31")
        var state: UInt64 = 31
        for size in [0, 1, 255, 256, 65_791, 65_792, 300_000, 1_000_000] {
            let noise = (0..<size).map { _ in
                state = state &* 6_364_136_223_846_793_005 &+ 1
                return UInt8(truncatingIfNeeded: state >> 56)
            }
            for content in [[UInt8](repeating: 7, count: size), noise] {
                let frame = try frame(content)
                for tail in [[], [1], frame] {
                    let extent = try extent(frame + tail)
                    #expect(extent?.sizeInBytes == frame.count)
                    #expect(extent?.contentSizeInBytes == size)
                }
            }
        }
    }

    @Test func aPartOfAFrameHasNone() throws {
        let frame = try frame((0..<2_000).map { UInt8(truncatingIfNeeded: $0 * $0) })
        for length in 0..<frame.count {
            #expect(try extent(Array(frame[..<length])) == nil)
        }
    }

    @Test func whatIsNoFrameHasNone() throws {
        for bytes in [
            [UInt8](repeating: 0, count: 100), [0x50, 0x2A, 0x4D, 0x18, 0, 0, 0, 0],
            // No content size; a block of the reserved kind; blocks without end.
            [0x28, 0xB5, 0x2F, 0xFD, 0, 0x58, 1, 0, 0],
            [0x28, 0xB5, 0x2F, 0xFD, 0x20, 0, 7, 0, 0],
            [0x28, 0xB5, 0x2F, 0xFD, 0x20, 0] + [UInt8](repeating: 0, count: 3 << 18),
        ] {
            #expect(try extent(bytes) == nil)
        }
    }

    @Test func whatCantBeReadIsThrown() {
        struct Unreadable: Error {}
        #expect(throws: Unreadable.self) {
            _ = try FrameExtent(limit: 100) { _, _ in throw Unreadable() }
        }
    }
}
