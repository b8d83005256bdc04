import Testing

@testable import Stopover

struct CourtesyTests {
    private let start: ContinuousClock.Instant
    private let courtesy: Courtesy

    init() {
        start = .now
        courtesy = Courtesy(at: start)
    }

    private func gap(
        after chunk: Duration, mayOthersWrite: Bool = false, at time: Duration = .zero,
        coin: Bool = true
    ) -> Duration {
        courtesy.gap(after: chunk, mayOthersWrite: mayOthersWrite, at: start + time, coin: coin)
    }

    @Test func nobodyWritesAtFirst() {
        #expect(!courtesy.othersWrite(at: start))
    }

    @Test func aForeignWriteIsRememberedForFiveSeconds() {
        courtesy.noteWrite(at: start)
        #expect(courtesy.othersWrite(at: start + .milliseconds(4_999)))
        #expect(!courtesy.othersWrite(at: start + .seconds(5)))
    }

    @Test func aQuietDatabaseIsLeftAloneForAHundredthOfAChunk() {
        #expect(gap(after: .milliseconds(100)) == .milliseconds(1))
    }

    @Test(arguments: [(1, 1), (4, 4), (100, 5)])
    func whereOthersMayWriteTheGapIsAsLongAsAShortChunk(_ chunk: Int, _ expected: Int) {
        let gap = gap(after: .milliseconds(chunk), mayOthersWrite: true)
        #expect(gap == .milliseconds(expected))
    }

    @Test(arguments: [(true, 10), (false, 0)])
    func whileOthersWriteACoinTellsWhetherThereIsAGap(_ coin: Bool, _ expected: Int) {
        courtesy.noteWrite(at: start)
        let gap = gap(after: .milliseconds(20), coin: coin)
        #expect(gap == .milliseconds(expected))
    }

    @Test(arguments: [(false, 2), (true, 1)])
    func everySecondOrTwoIsAGapThatHardlyAnyMisses(_ othersWrite: Bool, _ seconds: Int) {
        if othersWrite { courtesy.noteWrite(at: start) }
        let interval: Duration = .seconds(seconds)
        let opening: Duration = .milliseconds(110)
        func gap(at time: Duration) -> Duration { self.gap(after: .milliseconds(20), at: time) }
        #expect(gap(at: interval - .milliseconds(1)) <= .milliseconds(10))
        #expect(gap(at: interval) == opening)
        courtesy.noteGap(from: start + interval, to: start + interval + opening)
        #expect(gap(at: interval * 2 + opening - .milliseconds(1)) <= .milliseconds(10))
        #expect(gap(at: interval * 2 + opening) == opening)
    }

    @Test func aWaitForTheLogIsSuchAGapWhereItIsLongEnough() {
        courtesy.noteGap(from: start, to: start + .milliseconds(109))
        #expect(gap(after: .zero, at: .seconds(2)) == .milliseconds(110))
        courtesy.noteGap(from: start, to: start + .milliseconds(110))
        #expect(gap(after: .zero, at: .seconds(2)) == .zero)
    }

    @Test("a run leaves the database alone when it is due, whatever batch it is at, and once")
    func run() throws {
        let database = try TestDatabase(
            """
            CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER); INSERT INTO t (n) VALUES (1), (2), (3)
            """)
        let harness = try BatchHarness(
            database.queue, TestMigration("1") { Update("t", set: "n = n + 1") })
        let courtesy = Courtesy(at: .now - .seconds(2))
        _ = try harness.run(harness.plans[0], chunk: 1, courtesy: courtesy)
        let next = courtesy.gap(after: .zero, mayOthersWrite: false, at: .now, coin: true)
        #expect(next == .zero)
    }
}
