import Testing

@testable import Stopover

struct DeferralRuleTests {
    private func progress(
        done: Int, of total: Int, changed: Int? = nil
    ) -> BatchProgress {
        BatchProgress(
            rowsDone: done, rowsTotal: total, rowsChanged: changed ?? done, rowsQuarantined: 0,
            rowsPerSecond: nil, timeLeft: nil, chunkRows: 500, walSizeInBytes: 0)
    }

    private let auto = DeferralRule(policy: .auto, isBounded: false)

    private func position(done: Int, of total: Int) -> BatchPosition {
        BatchPosition(
            table: "t", keyColumns: ["id"], isRepeatable: false, schemaVersion: 1, rowsDone: done,
            rowsTotal: total)
    }

    @Test func rebuildDropsThemBeforeTheFirstChunkHoweverSmallTheBatch() {
        let rule = DeferralRule(policy: .rebuild, isBounded: false)
        #expect(rule.isDueAtOnce(nil))
        #expect(DeferralRule(policy: .rebuild, isBounded: true).isDueAtOnce(nil))
        #expect(!rule.isDue(after: progress(done: 10_000, of: 1_000_000)))
    }

    @Test func rebuildDropsThemWhereABatchGoesOnAndNotWhereItIsAtItsEnd() {
        let rule = DeferralRule(policy: .rebuild, isBounded: false)
        #expect(rule.isDueAtOnce(position(done: 9, of: 10)))
        #expect(!rule.isDueAtOnce(position(done: 10, of: 10)))
    }

    @Test func keepAndAutoDropNoneAtOnce() {
        #expect(!DeferralRule(policy: .keep, isBounded: false).isDueAtOnce(nil))
        #expect(!auto.isDueAtOnce(nil))
    }

    @Test func keepDropsNoneLater() {
        let rule = DeferralRule(policy: .keep, isBounded: false)
        #expect(!rule.isDue(after: progress(done: 10_000, of: 1_000_000)))
    }

    @Test func autoWaitsUntilFiveHundredRowsArePassedBy() {
        #expect(!auto.isDue(after: progress(done: 499, of: 1_000_000)))
        #expect(auto.isDue(after: progress(done: 500, of: 1_000_000)))
    }

    @Test func autoWantsTenThousandRowsLeftToWrite() {
        #expect(auto.isDue(after: progress(done: 10_000, of: 20_000)))
        #expect(!auto.isDue(after: progress(done: 10_000, of: 19_999)))
        #expect(!auto.isDue(after: progress(done: 995_000, of: 1_000_000)))
    }

    @Test func autoWantsATenthOfTheTableLeftToWrite() {
        #expect(auto.isDue(after: progress(done: 900_000, of: 1_000_000)))
        #expect(!auto.isDue(after: progress(done: 900_001, of: 1_000_000)))
    }

    @Test func autoExpectsOfTheRestWhatTheRowsBeforeCameTo() {
        #expect(!auto.isDue(after: progress(done: 10_000, of: 1_000_000, changed: 0)))
        #expect(!auto.isDue(after: progress(done: 10_000, of: 1_000_000, changed: 1_000)))
        #expect(auto.isDue(after: progress(done: 10_000, of: 1_000_000, changed: 1_011)))
    }

    @Test func rowsChangedInOtherTablesDoNotCountMoreThanOnce() {
        #expect(!auto.isDue(after: progress(done: 10_000, of: 15_000, changed: 90_000)))
    }

    @Test func autoDropsNoneForAPartOfATable() {
        let rule = DeferralRule(policy: .auto, isBounded: true)
        #expect(!rule.isDue(after: progress(done: 10_000, of: 1_000_000)))
        #expect(!rule.mayBeDue(rows: 1_000_000))
    }

    @Test func aPlanSaysSoFromTenThousandRowsBehindTheFirstOn() {
        #expect(auto.mayBeDue(rows: 10_500))
        #expect(!auto.mayBeDue(rows: 10_499))
        #expect(!auto.mayBeDue(rows: nil))
        #expect(DeferralRule(policy: .rebuild, isBounded: false).mayBeDue(rows: nil))
        #expect(!DeferralRule(policy: .keep, isBounded: false).mayBeDue(rows: 1_000_000))
    }
}
