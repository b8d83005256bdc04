import Testing

@testable import Stopover

struct PageDigestTests {
    /// FIPS 180-2's examples.
    private static let ofNothing =
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    private static let ofABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

    @Test func itIsSHA256InHexadecimal() {
        #expect(PageDigest().otherPagesSHA256 == Self.ofNothing)
        #expect(Array("abc".utf8).withUnsafeBytes(PageDigest.sha256) == Self.ofABC)
    }

    @Test func thePiecesDoNotMatter() {
        var digest = PageDigest()
        for piece in ["a", "", "bc"] { Array(piece.utf8).withUnsafeBytes { digest.update($0) } }
        #expect(digest.otherPagesSHA256 == Self.ofABC)
    }
}
