import Testing

@testable import ContactsDemo

struct SplitMix64Tests {
    /// What <https://prng.di.unimi.it/splitmix64.c> gives.
    @Test(arguments: [
        (
            UInt64(0),
            [0xE220_A839_7B1D_CDAF, 0x6E78_9E6A_A1B9_65F4, 0x06C4_5D18_8009_454F] as [UInt64]
        ),
        (
            UInt64(1_234_567),
            [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]
        ),
    ])
    func givesThePublishedNumbers(seed: UInt64, numbers: [UInt64]) {
        var random = SplitMix64(seed: seed)
        #expect(numbers.map { _ in random.next() } == numbers)
    }

    @Test func givesEachRowOfEachTableItsOwnStream() {
        var firsts: Set<UInt64> = []
        for seed in 0..<5 as Range<UInt64> {
            for table in 1...4 as ClosedRange<UInt64> {
                for row in 1...50 {
                    var random = SplitMix64(seed: seed, table: table, row: row)
                    firsts.insert(random.next())
                }
            }
        }
        #expect(firsts.count == 5 * 4 * 50)
    }

    @Test func givesARowTheSameStreamAgain() {
        var (one, other) = (
            SplitMix64(seed: 7, table: 2, row: 9), SplitMix64(seed: 7, table: 2, row: 9)
        )
        #expect((0..<10).map { _ in one.next() } == (0..<10).map { _ in other.next() })
    }

    @Test(arguments: 1...12)
    func givesEveryNumberBelowABoundAndNoOther(bound: Int) {
        var random = SplitMix64(seed: 3)
        let numbers = Set((0..<1000).map { _ in random.below(bound) })
        #expect(numbers == Set(0..<bound))
    }

    @Test func happensNeverAtNoneAndAlwaysAtAThousandPerMille() {
        var random = SplitMix64(seed: 5)
        for _ in 0..<1000 {
            let (never, always) = (random.happens(perMille: 0), random.happens(perMille: 1000))
            #expect(!never && always)
        }
    }

    @Test func happensAboutAsOftenAsAsked() {
        var random = SplitMix64(seed: 5)
        let count = (0..<100_000).count { _ in random.happens(perMille: 250) }
        #expect((24_000...26_000).contains(count))
    }

    @Test func picksEachChoice() {
        var random = SplitMix64(seed: 8)
        let picked = Set((0..<200).map { _ in random.pick(["a", "b", "c"]) })
        #expect(picked == ["a", "b", "c"])
    }
}
