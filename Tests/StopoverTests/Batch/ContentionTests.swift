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

    @Test func whileOthersWriteEachChunkLeavesFiveMilliseconds() {
        var contention = Contention(at: start)
        contention.noteBusy(at: start)
        #expect(gap(contention, after: .milliseconds(20)) == .milliseconds(5))
    }

    @Test(arguments: [false, true])
    func everyTwoSecondsIsAGapThatNobodyMisses(_ othersWrite: Bool) {
        var contention = Contention(at: start)
        if othersWrite { contention.noteBusy(at: start) }
        let chunk: Duration = .milliseconds(20)
        let short = gap(contention, after: chunk, at: .milliseconds(1_999))
        #expect(short <= .milliseconds(5))
        #expect(gap(contention, after: chunk, at: .seconds(2)) == .milliseconds(110))
        contention.noteGap(from: start + .seconds(2), to: start + .milliseconds(2_110))
        #expect(gap(contention, after: chunk, at: .milliseconds(4_109)) == short)
        #expect(gap(contention, after: chunk, at: .milliseconds(4_110)) == .milliseconds(110))
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
