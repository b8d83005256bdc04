import Crypto
import Foundation

/// SHA-256 of a database's pages: of the first one, and of all others in their order.
///
/// The first page is apart: it comes last when a database is copied, and it alone differs between a
/// database and its copy.
struct PageDigest {
    private var others = SHA256()

    mutating func update(_ pages: UnsafeRawBufferPointer) {
        others.update(bufferPointer: pages)
    }

    var otherPagesSHA256: String { others.finalize().hexadecimal }

    static func sha256(_ bytes: UnsafeRawBufferPointer) -> String {
        var hash = SHA256()
        hash.update(bufferPointer: bytes)
        return hash.finalize().hexadecimal
    }
}
