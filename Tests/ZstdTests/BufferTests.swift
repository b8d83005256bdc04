import Testing

@testable import Zstd

struct BufferTests {
    @Test func itTakesAsMuchAsThereIsRoomForAndLeavesTheRest() {
        for capacity in 0...5 {
            for piece in 1...6 {
                let buffer = Buffer(capacity: capacity)
                let content: [UInt8] = [1, 2, 3, 4, 5, 6]
                content.withUnsafeBytes { content in
                    var rest = UnsafeRawBufferPointer(rebasing: content[..<piece])
                    buffer.fill(from: &rest)
                    #expect(rest.count == max(0, piece - capacity))
                    var more = UnsafeRawBufferPointer(rebasing: content[piece...])
                    buffer.fill(from: &more)
                    #expect(more.count == 6 - piece - max(0, capacity - piece) || more.isEmpty)
                }
                #expect(Array(buffer.bytes) == Array(content[..<capacity]))
                #expect(buffer.rest.isEmpty)
                #expect(Array(buffer.filled) == Array(buffer.bytes))
            }
        }
    }
}
