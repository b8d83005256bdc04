import Foundation

/// The shapes and edits of a column that have a token, to be found by their bytes.
struct PatternTable {
    private struct Entry {
        let kind: Pattern.Kind
        let count: Int
    }

    private var entries: [Entry] = []
    /// `Pattern.lengthLimit` bytes for each.
    private let start: UnsafeMutablePointer<UInt8>
    private let room = PatternRoom(sizeInBytes: ColumnToken.patternLimit * Pattern.lengthLimit)
    /// By hash: the token, or 0.
    private var slots = [UInt8](repeating: 0, count: slotCount)

    /// Twice as many as there can be patterns, so that few are in each other's way.
    private static let slotCount = 512

    init() {
        start = room.start
    }

    mutating func removeAll() {
        entries.removeAll(keepingCapacity: true)
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
    mutating func place(_ pattern: Pattern) -> Place {
        var slot = pattern.hash & (Self.slotCount - 1)
        while slots[slot] != 0 {
            if isSame(Int(slots[slot] - ColumnToken.firstPattern), pattern) {
                return .found(slots[slot])
            }
            slot = (slot + 1) & (Self.slotCount - 1)
        }
        guard entries.count < ColumnToken.patternLimit else { return .full }
        let token = ColumnToken.firstPattern + UInt8(entries.count)
        slots[slot] = token
        (start + entries.count * Pattern.lengthLimit).update(
            from: pattern.start, count: pattern.count)
        entries.append(Entry(kind: pattern.kind, count: pattern.count))
        return .added(token)
    }

    private func isSame(_ index: Int, _ pattern: Pattern) -> Bool {
        let entry = entries[index]
        return entry.kind == pattern.kind && entry.count == pattern.count
            && memcmp(start + index * Pattern.lengthLimit, pattern.start, pattern.count) == 0
    }
}
