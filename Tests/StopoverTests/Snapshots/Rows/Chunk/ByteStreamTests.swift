import Testing

@testable import Stopover

struct ByteStreamTests {
    private func read<Result>(
        _ bytes: [UInt8], _ body: (inout ByteReader) throws -> Result
    ) throws -> Result {
        try bytes.withUnsafeBufferPointer {
            var reader = ByteReader($0[...])
            return try body(&reader)
        }
    }

    @Test func numbersTakeAByteForSevenBits() throws {
        for (value, bytes) in [
            (0, [0]), (1, [1]), (127, [127]), (128, [0x80, 1]), (300, [0xAC, 2]),
            (.max, [UInt8](repeating: 0xFF, count: 9) + [1]),
        ] as [(UInt64, [UInt8])] {
            var writer = ByteWriter()
            writer.append(varint: value)
            #expect(writer.bytes == bytes)
            #expect(try read(bytes) { try $0.varint() } == value)
        }
    }

    @Test func integersOfBothSignsBecomeSmallNumbers() {
        for (value, number) in [
            (0, 0), (-1, 1), (1, 2), (-2, 3), (.max, .max - 1), (.min, .max),
        ] as [(Int64, UInt64)] {
            #expect(UInt64(zigzag: value) == number)
            #expect(number.unzigzagged == value)
        }
    }

    @Test func textsHaveTheirLengthBeforeThem() throws {
        var writer = ByteWriter()
        writer.append("ü\u{0}")
        writer.append("")
        #expect(writer.bytes == [3, 0xC3, 0xBC, 0, 0])
        try read(writer.bytes) { (reader) throws in
            #expect(try reader.text() == "ü\u{0}")
            #expect(try reader.text() == "")
            #expect(reader.isAtEnd)
        }
    }
}
