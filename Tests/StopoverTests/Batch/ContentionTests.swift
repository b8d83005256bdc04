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

    @Test func aForeignWriteIsRememberedForFiveSeconds() {
        var contention = Contention()
        contention.noteBusy(at: start)
        #expect(contention.othersWrite(at: start + .milliseconds(4_999)))
        #expect(!contention.othersWrite(at: start + .seconds(5)))
    }

    private func gap(
        _ contention: Contention, after chunk: Duration, mayOthersWrite: Bool = false,
        at time: Duration = .zero
    ) -> Duration {
        contention.gap(after: chunk, mayOthersWrite: mayOthersWrite, at: start + time)
    }

    @Test func aQuietDatabaseIsLeftAloneForAHundredthOfAChunk() {
        let contention = Contention(at: start)
        #expect(gap(contention, after: .milliseconds(100)) == .milliseconds(1))
    }

    @Test(arguments: [(1, 1), (4, 4), (100, 5)])
    func whereOthersMayWriteTheGapIsAsLongAsAShortChunk(_ chunk: Int, _ expected: Int) {
        let gap = gap(
            Contention(at: start), after: .milliseconds(chunk), mayOthersWrite: true)
        #expect(gap == .milliseconds(expected))
    }

    @Test func whileOthersWriteThereAreGapsAtRandom() {
        var contention = Contention(at: start)
        contention.noteBusy(at: start)
        let gaps = (0..<100).map { _ in gap(contention, after: .milliseconds(20)) }
        #expect(Set(gaps) == [.zero, .milliseconds(10)])
    }

    @Test(arguments: [(false, 2), (true, 1)])
    func everySecondOrTwoIsAGapThatNobodyMisses(_ othersWrite: Bool, _ seconds: Int) {
        var contention = Contention(at: start)
        if othersWrite { contention.noteBusy(at: start) }
        let interval: Duration = .seconds(seconds)
        let opening: Duration = .milliseconds(110)
        func gap(at time: Duration) -> Duration {
            self.gap(contention, after: .milliseconds(20), at: time)
        }
        #expect(gap(at: interval - .milliseconds(1)) <= .milliseconds(10))
        #expect(gap(at: interval) == opening)
        contention.noteGap(from: start + interval, to: start + interval + opening)
        #expect(gap(at: interval * 2 + opening - .milliseconds(1)) <= .milliseconds(10))
        #expect(gap(at: interval * 2 + opening) == opening)
    }

    @Test func aWaitForTheLogIsSuchAGapWhereItIsLongEnough() {
        var contention = Contention(at: start)
        contention.noteGap(from: start, to: start + .milliseconds(109))
        #expect(gap(contention, after: .zero, at: .seconds(2)) == .milliseconds(110))
        contention.noteGap(from: start, to: start + .milliseconds(110))
        #expect(gap(contention, after: .zero, at: .seconds(2)) == .zero)
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
