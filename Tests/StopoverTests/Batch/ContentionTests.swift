import Testing

@testable import Stopover

struct ContentionTests {
    private func marks(_ dataVersion: Int64, _ totalChanges: Int64) -> Contention.Marks {
        Contention.Marks(dataVersion: dataVersion, totalChanges: totalChanges)
    }

    @Test func theFirstChunkHasNothingToCompareWith() {
        var contention = Contention()
        let others = contention.observe(marks(4, 9))
        #expect(!others)
    }

    @Test func theSameMarksMeanThatNobodyWrote() {
        var contention = Contention()
        contention.leave(marks(4, 9))
        let others = contention.observe(marks(4, 9))
        #expect(!others)
        #expect(contention.moves == 0)
    }

    @Test(arguments: [(5, 9), (4, 10), (3, 9), (5, 10)])
    func aChangedMarkIsAForeignWrite(_ dataVersion: Int64, _ totalChanges: Int64) {
        var contention = Contention()
        contention.leave(marks(4, 9))
        let others = contention.observe(marks(dataVersion, totalChanges))
        #expect(others)
        #expect(contention.moves == 1)
    }

    @Test func ownChunksAreNoForeignWrites() {
        var contention = Contention()
        for chunk in 0..<5 {
            let others = contention.observe(marks(4, Int64(chunk) * 10))
            #expect(!others)
            contention.leave(marks(4, Int64(chunk + 1) * 10))
        }
    }
}
