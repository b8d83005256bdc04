/// A seeded stream of random numbers, the same on every machine.
///
/// SplitMix64 of Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators" (OOPSLA
/// 2014), with the constants of <https://prng.di.unimi.it/splitmix64.c>.
struct SplitMix64 {
    private static let increment: UInt64 = 0x9E37_79B9_7F4A_7C15

    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    /// A stream of its own for each row of each table, so that any row can be made without those
    /// before it.
    init(seed: UInt64, table: UInt64, row: Int) {
        var stream = Self(seed: seed &+ table &* Self.increment)
        state = stream.next() ^ (UInt64(truncatingIfNeeded: row) &* 0xD134_2543_DE82_EF95)
        state = next()
    }

    mutating func next() -> UInt64 {
        state &+= Self.increment
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }

    /// A number from 0 to `bound - 1`, by the upper half of a full product: its bias, below
    /// bound / 2⁶⁴, is nothing here.
    mutating func below(_ bound: Int) -> Int {
        Int(truncatingIfNeeded: next().multipliedFullWidth(by: UInt64(bound)).high)
    }

    /// True `count` times in a thousand.
    mutating func happens(perMille count: Int) -> Bool {
        below(1000) < count
    }

    /// One of `choices`, which must not be empty.
    mutating func pick<Element>(_ choices: [Element]) -> Element {
        choices[below(choices.count)]
    }
}
