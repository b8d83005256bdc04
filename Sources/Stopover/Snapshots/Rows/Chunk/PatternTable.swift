import Foundation

/// The shapes and edits of a column that have a token, to be found by their bytes.
struct PatternTable {
    private struct Entry {
        let kind: Pattern.Kind
        let count: Int
    }

    private var count = 0
    private let entries: UnsafeMutablePointer<Entry>
    /// `Pattern.lengthLimit` bytes for each.
    private let bytes: UnsafeMutablePointer<UInt8>
    /// By hash: the token, or 0.
    private let slots: UnsafeMutablePointer<UInt8>
    /// What they lie in.
    private let rooms: [AnyObject]

    /// Twice as many as there can be patterns, so that few are in each other's way.
    private static let slotCount = 512

    init() {
        let entries = FixedRoom<Entry>(count: ColumnToken.patternLimit)
        let bytes = FixedRoom<UInt8>(count: ColumnToken.patternLimit * Pattern.lengthLimit)
        let slots = FixedRoom<UInt8>(count: Self.slotCount)
        (self.entries, self.bytes, self.slots) = (entries.start, bytes.start, slots.start)
        rooms = [entries, bytes, slots]
        removeAll()
    }

    mutating func removeAll() {
        count = 0
        slots.update(repeating: 0, count: Self.slotCount)
    }

    enum Place {
        case found(UInt8)
        /// It has that token from now on.
        case added(UInt8)
        /// It gets none any more.
        case full
    }

    /// Looks a pattern up, and adds it where it is missing.
    mutating func place(_ pattern: Pattern) -> Place {
        var slot = pattern.hash & (Self.slotCount - 1)
        while slots[slot] != 0 {
            if isSame(Int(slots[slot] - ColumnToken.firstPattern), pattern) {
                return .found(slots[slot])
            }
            slot = (slot + 1) & (Self.slotCount - 1)
        }
        guard count < ColumnToken.patternLimit else { return .full }
        let token = ColumnToken.firstPattern + UInt8(count)
        slots[slot] = token
        (bytes + count * Pattern.lengthLimit).update(from: pattern.start, count: pattern.count)
        entries[count] = Entry(kind: pattern.kind, count: pattern.count)
        count += 1
        return .added(token)
    }

    /// The orders of an edit that has a token; nil of a shape.
    func edit(_ token: UInt8) -> UnsafeBufferPointer<UInt8>? {
        let index = Int(token - ColumnToken.firstPattern)
        guard entries[index].kind == .edit else { return nil }
        return .init(start: bytes + index * Pattern.lengthLimit, count: entries[index].count)
    }

    private func isSame(_ index: Int, _ pattern: Pattern) -> Bool {
        let entry = entries[index]
        return entry.kind == pattern.kind && entry.count == pattern.count
            && memcmp(bytes + index * Pattern.lengthLimit, pattern.start, pattern.count) == 0
    }
}
