import Stopover

/// SplitMix64: the same numbers for the same seed, so that a failing case can be played again.
struct CaseGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: Int) {
        state = UInt64(seed)
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }

    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: 0..<elements.count, using: &self)]
    }

    /// A value of any storage class, as SQL writes it.
    mutating func value() -> String {
        switch Int.random(in: 0..<12, using: &self) {
        case 0: "NULL"
        case 1: pick(["0", "1", "-1", "9223372036854775807", "-9223372036854775808"])
        case 2: pick(["0.0", "-0.0", "1.0", "0.1", "1e308", "-9e999", "5e-324"])
        case 3, 4: String(Int.random(in: -1000...1000, using: &self))
        case 5: pick(["''", "x''", "' '", "'ALICE'", "'alice'", "'alice '", "'1'", "'1.0'"])
        case 6: pick(["'é'", "CAST(x'65cc81' AS TEXT)", "'🎉'", "'it''s'", "'a\nb'"])
        case 7: pick(["CAST(x'610062' AS TEXT)", "CAST(x'00' AS TEXT)", "x'6100'"])
        case 8: pick(["CAST(x'fffe41' AS TEXT)", "CAST(x'c3' AS TEXT)", "x'ff00'"])
        case 9: pick(["hex(zeroblob(30000))", "zeroblob(20000)", "hex(zeroblob(600))"])
        default: "'\(word())'"
        }
    }

    /// One that must be shown to nobody, more often than not.
    mutating func rowValue() -> String {
        chance(60) ? "'\(Outlet.planted) \(word())'" : value()
    }

    mutating func word() -> String {
        String((0..<Int.random(in: 1...12, using: &self)).map { _ in pick(Array("abcDEF019 -")) })
    }
}
