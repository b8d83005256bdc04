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

    @Test func aQuietDatabaseIsLeftAloneForAHundredthOfAChunk() {
        let contention = Contention(at: start)
        #expect(contention.gap(after: .milliseconds(100), at: start) == .milliseconds(1))
    }

    @Test func whileOthersWriteEachChunkLeavesFiveMilliseconds() {
        var contention = Contention(at: start)
        contention.noteBusy(at: start)
        #expect(contention.gap(after: .milliseconds(20), at: start) == .milliseconds(5))
    }

    @Test(arguments: [false, true])
    func everyTwoSecondsIsAGapThatNobodyMisses(_ othersWrite: Bool) {
        var contention = Contention(at: start)
        if othersWrite { contention.noteBusy(at: start) }
        let short = contention.gap(after: .milliseconds(20), at: start + .milliseconds(1_999))
        #expect(short <= .milliseconds(5))
        let due = start + .seconds(2)
        #expect(contention.gap(after: .milliseconds(20), at: due) == .milliseconds(110))
        contention.noteGap(from: due, to: due + .milliseconds(110))
        let next = due + .milliseconds(2_110)
        #expect(contention.gap(after: .milliseconds(20), at: next - .milliseconds(1)) == short)
        #expect(contention.gap(after: .milliseconds(20), at: next) == .milliseconds(110))
    }

    @Test func aWaitForTheLogIsSuchAGapWhereItIsLongEnough() {
        var contention = Contention(at: start)
        contention.noteGap(from: start, to: start + .milliseconds(109))
        #expect(contention.gap(after: .zero, at: start + .seconds(2)) == .milliseconds(110))
        contention.noteGap(from: start, to: start + .milliseconds(110))
        #expect(contention.gap(after: .zero, at: start + .seconds(2)) == .zero)
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
