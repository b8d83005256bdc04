import Testing

@testable import Stopover

struct SkippableFrameTests {
    private static let kinds: [SkippableFrame] = [.padding, .manifest, .seekTable]

    @Test func itsBytesAreMagicNumberSizeAndContent() {
        #expect(
            SkippableFrame.padding.bytes([1, 2, 3])
                == [0x50, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 1, 2, 3])
        #expect(SkippableFrame.manifest.bytes([]) == [0x51, 0x2A, 0x4D, 0x18, 0, 0, 0, 0])
        #expect(
            SkippableFrame.seekTable.bytes([UInt8](repeating: 9, count: 0x0102)).prefix(9)
                == [0x5E, 0x2A, 0x4D, 0x18, 2, 1, 0, 0, 9])
    }

    @Test(arguments: kinds, kinds)
    func itsContentComesOutAsTheKindThatItIs(_ written: SkippableFrame, _ read: SkippableFrame) {
        for count in 0..<20 {
            let content = (0..<count).map { UInt8($0) }
            let frame = written.bytes(content)
            #expect(
                read.content(of: frame[...]).map(Array.init) == (read == written ? content : nil))
            // From the midst of a file.
            let file = [7, 7, 7] + frame + [7]
            #expect(
                read.content(of: file[3..<3 + frame.count]).map(Array.init)
                    == (read == written ? content : nil))
        }
    }

    @Test func onlyAFrameThatFillsItsPlaceIsOne() {
        let frame = SkippableFrame.padding.bytes([1, 2, 3])
        for length in 0..<frame.count {
            #expect(SkippableFrame.padding.content(of: frame[..<length]) == nil)
        }
        #expect(SkippableFrame.padding.content(of: (frame + [0])[...]) == nil)
    }

    @Test(arguments: [0, 1, 0xFF, 0x100, 0x0102_0304, 0x8000_0000, 0xFFFF_FFFF] as [UInt32])
    func numbersAreLittleEndian(_ number: UInt32) {
        let bytes = number.littleEndianBytes
        #expect(bytes == withUnsafeBytes(of: number.littleEndian) { Array($0) })
        #expect(UInt32(littleEndian: bytes) == number)
    }
}
