import Testing

@testable import ContactsDemo

struct NarratorTests {
    @Test func tellsOfEachMigrationWhenItIsApplied() {
        let lines = Self.lines([
            .make("migration_started", at: 0, resumed: false),
            .make("step_started", at: 0),
            .make("chunk", at: 1, rowsDone: 50_000, rowsTotal: 100_000, chunkRows: 50_000),
            .make("chunk", at: 2, rowsDone: 100_000, rowsTotal: 100_000, chunkRows: 50_000),
            .make("step_started", at: 2),
            .make("migration_finished", at: 4, activeSeconds: 3.96),
        ])
        #expect(
            lines == ["  applied    003 normalize_phones in 4.0 s; 100,000 rows at 50,000 rows/s"])
    }

    @Test func tellsWhereARunGoesOnOnce() {
        let lines = Self.lines([
            .make("migration_started", at: 0, resumed: true),
            .make("step_started", at: 0),
            .make("chunk", at: 1, rowsDone: 42_000, rowsTotal: 100_000, chunkRows: 2000),
            .make("chunk", at: 2, rowsDone: 44_000, rowsTotal: 100_000, chunkRows: 2000),
        ])
        #expect(lines == ["  resumed    003 normalize_phones after row 40,000"])
    }

    @Test func tellsOfAMigrationWithoutBatchesAndOfAnError() {
        let lines = Self.lines([
            .make("migration_started", resumed: false),
            .make("migration_finished", activeSeconds: 0.0126),
            .make("error", message: "It failed.", hint: "Mend it."),
            .make("error", message: "It failed."),
            .make("finished", version: nil, name: nil),
        ])
        #expect(
            lines == [
                "  applied    003 normalize_phones in 13 ms", "  failed     It failed. Mend it.",
                "  failed     It failed.",
            ])
    }

    private static func lines(_ events: [RunEvent]) -> [String] {
        var narrator = Narrator()
        return events.compactMap { narrator.line($0) }
    }
}
