import Testing

@testable import Stopover

struct ContentionTests {
    private let start = ContinuousClock.now

    private func marks(_ dataVersion: Int64, _ totalChanges: Int64) -> Contention.Marks {
        Contention.Marks(dataVersion: dataVersion, totalChanges: totalChanges)
    }

    @Test func nobodyWritesAtFirst() {
        #expect(!Contention().othersWrite(at: start))
    }

    @Test func theFirstChunkHasNothingToCompareWith() {
        var contention = Contention()
        contention.observe(marks(4, 9), at: start)
        #expect(!contention.othersWrite(at: start))
    }

    @Test func theSameMarksMeanThatNobodyWrote() {
        var contention = Contention()
        contention.leave(marks(4, 9))
        contention.observe(marks(4, 9), at: start)
        #expect(!contention.othersWrite(at: start))
    }

    @Test(arguments: [(5, 9), (4, 10), (3, 9), (5, 10)])
    func aChangedMarkIsAForeignWrite(_ dataVersion: Int64, _ totalChanges: Int64) {
        var contention = Contention()
        contention.leave(marks(4, 9))
        contention.observe(marks(dataVersion, totalChanges), at: start)
        #expect(contention.othersWrite(at: start))
    }

    @Test func aLockedDatabaseIsAForeignWrite() {
        var contention = Contention()
        contention.noteBusy(at: start)
        #expect(contention.othersWrite(at: start))
    }

    @Test func aForeignWriteIsRememberedForASecond() {
        var contention = Contention()
        contention.noteBusy(at: start)
        #expect(contention.othersWrite(at: start + .milliseconds(999)))
        #expect(!contention.othersWrite(at: start + .seconds(1)))
    }

    @Test func ownChunksAreNoForeignWrites() {
        var contention = Contention()
        for chunk in 0..<5 {
            let before = marks(4, Int64(chunk) * 10)
            contention.observe(before, at: start)
            contention.leave(marks(4, Int64(chunk + 1) * 10))
        }
        #expect(!contention.othersWrite(at: start))
    }
}
