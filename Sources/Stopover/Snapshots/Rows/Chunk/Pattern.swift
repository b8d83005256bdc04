/// What short values have in common: a shape or an edit. Behind its bytes are zeros up to a whole word, so
/// that it is hashed word by word.
struct Pattern {
    enum Kind: UInt8 {
        case shape
        case edit
    }

    /// No pattern is longer.
    static let lengthLimit = ColumnToken.patternLengthLimit
    static let roomSizeInBytes = lengthLimit + wordSize
    private static let wordSize = MemoryLayout<UInt64>.size

    let kind: Kind
    let start: UnsafeMutablePointer<UInt8>
    let count: Int

    /// - Parameter start: `roomSizeInBytes`, of which `count` are filled.
    init(_ kind: Kind, _ start: UnsafeMutablePointer<UInt8>, count: Int) {
        (self.kind, self.start, self.count) = (kind, start, count)
        UnsafeMutableRawPointer(start).storeBytes(of: 0, toByteOffset: count, as: UInt64.self)
    }

    var bytes: UnsafeBufferPointer<UInt8> { .init(start: start, count: count) }

    /// The same in every run; there is no harm in patterns that were made to clash.
    var hash: Int {
        var hash = UInt64(count) << 1 | UInt64(kind.rawValue)
        for offset in stride(from: 0, to: count, by: Self.wordSize) {
            let word = UnsafeRawPointer(start).loadUnaligned(
                fromByteOffset: offset, as: UInt64.self)
            hash = (hash ^ word) &* 0x9E37_79B9_7F4A_7C15
            hash ^= hash >> 29
        }
        return Int(truncatingIfNeeded: hash ^ hash >> 32)
    }
}

/// Memory that stays where it is, for plain values.
///
/// Its address is kept beside it by who uses it, so that none of the calls for each value touches an object.
final class FixedRoom<Element: BitwiseCopyable> {
    let start: UnsafeMutablePointer<Element>

    init(count: Int) {
        start = .allocate(capacity: count)
    }

    deinit {
        start.deallocate()
    }
}
