/// The shapes and edits of a column that have a token, to be found by their bytes.
struct PatternTable {
    enum Kind: UInt8 {
        case shape
        case edit
    }

    private struct Pattern {
        let kind: Kind
        let hash: UInt64
        let start: Int
        let count: Int
    }

    private var patterns: [Pattern] = []
    private var bytes: [UInt8] = []
    /// By hash: the token, or 0.
    private var slots = [UInt8](repeating: 0, count: slotCount)

    /// Twice as many as there can be patterns, so that few are in each other's way.
    private static let slotCount = 512

    mutating func removeAll() {
        patterns.removeAll(keepingCapacity: true)
        bytes.removeAll(keepingCapacity: true)
        for index in slots.indices { slots[index] = 0 }
    }

    enum Place {
        case found(UInt8)
        /// It has that token from now on.
        case added(UInt8)
        /// It gets none any more.
        case full
    }

    /// Looks a pattern up, and adds it where it is missing.
    mutating func place(_ kind: Kind, _ pattern: UnsafeBufferPointer<UInt8>) -> Place {
        let hash = Self.hash(kind, pattern)
        var slot = Int(truncatingIfNeeded: hash) & (Self.slotCount - 1)
        while slots[slot] != 0 {
            let known = patterns[Int(slots[slot] - ColumnToken.firstPattern)]
            if known.hash == hash, known.kind == kind, isSame(known, pattern) {
                return .found(slots[slot])
            }
            slot = (slot + 1) & (Self.slotCount - 1)
        }
        guard patterns.count < ColumnToken.patternLimit else { return .full }
        let token = ColumnToken.firstPattern + UInt8(patterns.count)
        slots[slot] = token
        patterns.append(
            Pattern(kind: kind, hash: hash, start: bytes.count, count: pattern.count))
        bytes.append(contentsOf: pattern)
        return .added(token)
    }

    private func isSame(_ known: Pattern, _ pattern: UnsafeBufferPointer<UInt8>) -> Bool {
        guard known.count == pattern.count else { return false }
        for index in 0..<known.count where bytes[known.start + index] != pattern[index] {
            return false
        }
        return true
    }

    /// FNV-1a: the same in every run, and there is no harm in patterns made to clash.
    private static func hash(_ kind: Kind, _ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325 ^ UInt64(kind.rawValue)
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return hash ^ hash >> 32
    }
}
