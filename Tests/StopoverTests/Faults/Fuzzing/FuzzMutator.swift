/// Changes seeds at random, always in the same way for the same number.
struct FuzzMutator {
    private var random: SeededGenerator
    private let seeds: [[UInt8]]
    private let words: [[UInt8]]

    /// Inputs don't grow beyond.
    static let sizeLimitInBytes = 8 << 10
    private static let changeLimit = 6
    /// Longest piece that is copied, left out or put in.
    private static let pieceLimit = 64
    /// Where lengths and counts go wrong.
    private static let numbers: [UInt64] = [
        0, 1, 0x7F, 0x80, 0xFF, 0x100, 0x7FFF, 0xFFFF, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF,
        1 << 40, 1 << 62, UInt64(Int64.max), 1 << 63, .max,
    ]

    /// - Parameters:
    ///   - seeds: what is changed.
    ///   - words: what the reader knows; they are put in.
    init(seed: UInt64, seeds: [[UInt8]], words: [String]) {
        random = SeededGenerator(seed: seed)
        self.seeds = seeds
        self.words = words.map { Array($0.utf8) }
    }

    /// One of the seeds, changed.
    mutating func next() -> [UInt8] {
        var input = pick(seeds) ?? []
        for _ in 0...upTo(Self.changeLimit - 1) { change(&input) }
        return Array(input.prefix(Self.sizeLimitInBytes))
    }

    private mutating func upTo(_ limit: Int) -> Int { Int.random(in: 0...limit, using: &random) }

    private mutating func pick<Element>(_ elements: [Element]) -> Element? {
        elements.randomElement(using: &random)
    }

    private mutating func piece(of input: [UInt8]) -> Range<Int> {
        let start = upTo(input.count)
        return start..<start + upTo(min(Self.pieceLimit, input.count - start))
    }

    private mutating func change(_ input: inout [UInt8]) {
        let piece = piece(of: input)
        let other = pick(seeds) ?? []
        switch upTo(8) {
        case 0 where !input.isEmpty: input[upTo(input.count - 1)] ^= 1 << UInt8(upTo(7))
        case 1 where !input.isEmpty: input[upTo(input.count - 1)] = UInt8(upTo(255))
        case 2: input.removeSubrange(piece)
        case 3: input.insert(contentsOf: input[piece], at: upTo(input.count))
        case 4: input.replaceSubrange(piece, with: other[self.piece(of: other)])
        case 5: put(pick(words) ?? [], into: &input, over: piece.lowerBound)
        case 6: input.insert(contentsOf: pick(words) ?? [], at: piece.lowerBound)
        case 7:
            let number = pick(Self.numbers) ?? 0
            let size = 1 << upTo(3)
            let bytes = (0..<size).map { UInt8(truncatingIfNeeded: number >> UInt64(8 * $0)) }
            put(bytes, into: &input, over: piece.lowerBound)
        default:
            // The end of another one behind the beginning of this.
            input.replaceSubrange(
                piece.lowerBound..., with: other[self.piece(of: other).lowerBound...])
        }
    }

    private func put(_ bytes: [UInt8], into input: inout [UInt8], over start: Int) {
        input.replaceSubrange(start..<min(input.count, start + bytes.count), with: bytes)
    }
}
