import Testing

@testable import Zstd

struct ZstdErrorTests {
    @Test(
        arguments: [
            (
                .refused(reason: "Restored data doesn't match checksum"),
                "Restored data doesn't match checksum"
            ),
            (.tooLarge(limit: 512), "a frame has more than 512 bytes of content"),
            (.tooSmall(expected: 512), "a frame has less than 512 bytes of content"),
            (.truncated, "a frame is cut off"),
            (.trailingBytes, "a frame is shorter than its place"),
            (.outOfMemory, "there is no memory for zstd"),
        ] as [(ZstdError, String)])
    func itSaysWhatIsWrong(_ error: ZstdError, _ reason: String) {
        #expect(error.reason == reason)
    }
}
