import Testing

@testable import Stopover

struct SeekTableTests {
    private static var small: SeekTable {
        var table = SeekTable()
        table.append(sizeInBytes: 0x0102, contentSizeInBytes: 512)
        table.append(sizeInBytes: 9, contentSizeInBytes: 0)
        return table
    }

    @Test func itsBytesAreThoseOfTheSeekableFormat() {
        #expect(
            Self.small.frame == [
                0x5E, 0x2A, 0x4D, 0x18, 25, 0, 0, 0,
                0x02, 0x01, 0, 0, 0, 2, 0, 0,
                9, 0, 0, 0, 0, 0, 0, 0,
                2, 0, 0, 0, 0, 0xB1, 0xEA, 0x92, 0x8F,
            ])
        #expect(
            SeekTable().frame == [
                0x5E, 0x2A, 0x4D, 0x18, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0xB1, 0xEA, 0x92, 0x8F,
            ])
    }

    @Test(arguments: [0, 1, 2, 3, 100])
    func whatIsWrittenIsRead(_ count: Int) {
        var table = SeekTable()
        for index in 0..<count {
            table.append(sizeInBytes: Int(UInt32.max) - index, contentSizeInBytes: index << 20)
        }
        let frame = table.frame
        #expect(SeekTable(frame: frame[...]) == table)
        #expect(SeekTable.frameSizeInBytes(footer: frame.suffix(9)) == frame.count)
        let file = [1, 2, 3] + frame
        #expect(SeekTable(frame: file[3...]) == table)
    }

    @Test func everyFlippedBitMakesItAnotherTableOrNone() {
        var frame = Self.small.frame
        for bit in 0..<frame.count * 8 {
            frame[bit / 8] ^= 1 << (bit % 8)
            let isEntry = (8..<24).contains(bit / 8)
            let table = SeekTable(frame: frame[...])
            #expect((table != nil) == isEntry)
            #expect(table != Self.small)
            frame[bit / 8] ^= 1 << (bit % 8)
        }
    }

    @Test func aPartOfOneIsNone() {
        let frame = Self.small.frame
        for length in 0..<frame.count {
            #expect(SeekTable(frame: frame[..<length]) == nil)
            #expect(SeekTable(frame: frame.suffix(length)) == nil)
        }
        #expect(SeekTable(frame: (frame + [0])[...]) == nil)
        // Neither are two behind one another.
        #expect(SeekTable(frame: (frame + frame)[...]) == nil)
    }

    private func footer(count: UInt32, descriptor: UInt8 = 0) -> [UInt8] {
        count.littleEndianBytes + [descriptor] + SeekTable.magicNumber.littleEndianBytes
    }

    @Test func aCountBeyondTheFormatsLimitIsNone() {
        let limit = 0x800_0000
        #expect(
            SeekTable.frameSizeInBytes(footer: footer(count: UInt32(limit))[...]) == limit * 8 + 17)
        for count in [UInt32(limit) + 1, 0x2000_0000, 0x8000_0000, .max] {
            #expect(SeekTable.frameSizeInBytes(footer: footer(count: count)[...]) == nil)
        }
    }

    @Test func aCountThatIsNotThatOfTheEntriesIsNone() {
        // Eight times 2^29 and 2^32 overflow 32 bits to what a small table would have.
        for count in [0, 1, 3, 0x2000_0002, 0x8000_0002, 0xFFFF_FFFF] as [UInt32] {
            let frame = Self.small.frame.dropLast(9) + footer(count: count)
            #expect(SeekTable(frame: frame[...]) == nil)
        }
    }

    @Test func aTableOfAnotherDescriptorIsNone() {
        for descriptor in 1...UInt8.max {
            #expect(
                SeekTable.frameSizeInBytes(footer: footer(count: 2, descriptor: descriptor)[...])
                    == nil)
        }
    }

    @Test func aFooterOfAnotherLengthIsNone() {
        let footer = footer(count: 0)
        #expect(SeekTable.frameSizeInBytes(footer: footer[...]) == 17)
        for length in 0..<9 {
            #expect(SeekTable.frameSizeInBytes(footer: footer.suffix(length)) == nil)
            #expect(SeekTable.frameSizeInBytes(footer: footer[..<length]) == nil)
        }
        #expect(SeekTable.frameSizeInBytes(footer: ([0] + footer)[...]) == nil)
    }
}
