import Testing

@testable import Stopover

struct RateEstimatorTests {
    @Test func knowsNothingAtFirst() {
        let rate = RateEstimator()
        #expect(rate.rowsPerSecond == nil)
        #expect(rate.timeLeft(rows: 100) == nil)
    }

    @Test func lessThanAFifthOfASecondTellsTooLittle() {
        var rate = RateEstimator()
        rate.record(rows: 1_000, time: .milliseconds(199))
        #expect(rate.rowsPerSecond == nil)
        rate.record(rows: 1_000, time: .milliseconds(1))
        #expect(rate.rowsPerSecond == 10_000)
    }

    @Test func dividesTheRowsByTheActiveTime() {
        var rate = RateEstimator()
        rate.record(rows: 100, time: .milliseconds(500))
        rate.record(rows: 300, time: .milliseconds(500))
        #expect(rate.rowsPerSecond == 400)
        #expect(rate.timeLeft(rows: 1_200) == .seconds(3))
    }

    @Test func nothingLeftTakesNoTime() {
        var rate = RateEstimator()
        rate.record(rows: 100, time: .seconds(1))
        #expect(rate.timeLeft(rows: 0) == .zero)
        #expect(rate.timeLeft(rows: -5) == .zero)
    }

    @Test func forgetsWhatIsOlderThanTheWindow() {
        var rate = RateEstimator()
        rate.record(rows: 1_000_000, time: .seconds(1))
        for _ in 0..<5 { rate.record(rows: 10, time: .seconds(1)) }
        #expect(rate.rowsPerSecond == 10)
    }

    @Test func aChunkLongerThanTheWindowStillCounts() {
        var rate = RateEstimator()
        rate.record(rows: 5, time: .seconds(1))
        rate.record(rows: 60, time: .seconds(6))
        #expect(rate.rowsPerSecond == 10)
    }

    @Test func chunksThatFindNoRowsGiveNoRate() {
        var rate = RateEstimator()
        rate.record(rows: 0, time: .seconds(2))
        #expect(rate.rowsPerSecond == nil)
        #expect(rate.timeLeft(rows: 10) == nil)
    }

    @Test func holdsABoundedNumberOfChunks() {
        var rate = RateEstimator()
        for _ in 0..<(RateEstimator.sampleLimit * 2) {
            rate.record(rows: 1, time: .milliseconds(1))
        }
        let perSecond = rate.rowsPerSecond ?? 0
        #expect(abs(perSecond - 1_000) < 0.001)
    }
}
