/// A name as SQLite compares names: ASCII letters in any case, everything else byte by byte. Swift
/// would take É for é, and two spellings of é for one.
struct FoldedName: Sendable, Hashable {
    /// The name in UTF-8, its ASCII letters small.
    let bytes: [UInt8]

    init(_ name: String) {
        bytes = name.utf8.map { (0x41...0x5a).contains($0) ? $0 | 0x20 : $0 }
    }
    /// A name from its own ``bytes``.
    init(folded bytes: [UInt8]) {
        self.bytes = bytes
    }
}
