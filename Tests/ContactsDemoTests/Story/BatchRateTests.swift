import Testing

@testable import ContactsDemo

struct BatchRateTests {
    @Test func countsTheTimeFromTheBatchsStartToItsLastChunk() {
        var rate = BatchRate()
        rate.note(.make("migration_started", at: 0))
        // Two seconds of schema steps.
        rate.note(.make("step_started", at: 2))
        rate.note(.make("chunk", at: 3, rowsDone: 100, chunkRows: 100))
        rate.note(.make("chunk", at: 4, rowsDone: 300, chunkRows: 200))
        // A check of five seconds.
        rate.note(.make("step_started", at: 4.5))
        rate.note(.make("migration_finished", at: 9.5))
        #expect(rate.rows == 300)
        #expect(rate.seconds == 2)
        #expect(rate.rowsPerSecond == 150)
    }

    @Test func addsUpSeveralBatchesOfAMigration() {
        var rate = BatchRate()
        rate.note(.make("migration_started", at: 0))
        rate.note(.make("chunk", at: 1, chunkRows: 100))
        rate.note(.make("step_started", at: 6))
        rate.note(.make("chunk", at: 9, chunkRows: 300))
        #expect(rate.rowsPerSecond == 100)
    }

    @Test func beginsAnewWithEachMigration() {
        var rate = BatchRate()
        rate.note(.make("migration_started", at: 0))
        rate.note(.make("chunk", at: 1, chunkRows: 100))
        rate.note(.make("migration_started", at: 5))
        #expect(rate.rows == 0)
        #expect(rate.rowsPerSecond == nil)
    }

    @Test func isNothingWithoutABatch() {
        var rate = BatchRate()
        rate.note(.make("migration_started", at: 0))
        rate.note(.make("step_started", at: 1))
        rate.note(.make("migration_finished", at: 2))
        #expect(rate.rowsPerSecond == nil)
    }
}
