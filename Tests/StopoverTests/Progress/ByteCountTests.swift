import Testing

@testable import Stopover

struct ByteCountTests {
    @Test(
        arguments: [
            (0, "0 bytes"), (1, "1 byte"), (1023, "1023 bytes"), (1024, "1.0 KiB"),
            (1_048_524, "1023.9 KiB"), (1_048_525, "1.0 MiB"), (67_108_864, "64.0 MiB"),
            (1_610_612_736, "1.5 GiB"), (1 << 50, "1024.0 TiB"), (.max, "8388608.0 TiB"),
        ] as [(Int, String)])
    func readsInTheLargestUnitThatFits(_ bytes: Int, _ text: String) {
        #expect(ByteCount(bytes).description == text)
    }
}
