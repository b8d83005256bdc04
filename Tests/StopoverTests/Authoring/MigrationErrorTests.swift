import Testing

@testable import Stopover

@Suite struct MigrationErrorTests {
    @Test("An error reads as version, message and, below it, the hint, as far as there are")
    func description() {
        let plain = MigrationError(.busy, "the database is busy")
        #expect(plain.description == "the database is busy")
        let hinted = MigrationError(.busy, "the database is busy", hint: "Run again.")
        #expect(hinted.description == "the database is busy\n  Run again.")
        #expect(hinted.concerning("07").description == "07: the database is busy\n  Run again.")
    }

    @Test("The first migration said to be concerned stays")
    func concerning() {
        let error = MigrationError(.busy, "busy", version: 1)
        #expect(error.concerning(2).version == 1)
    }

    @Test("An outcome replaces the other, and nothing else")
    func outcome() {
        let error = MigrationError(.busy, "busy", hint: "Wait.", version: 1)
        #expect(error.outcome == .refused)
        let failed = error.with(outcome: .failed)
        #expect(
            failed
                == MigrationError(.busy, "busy", hint: "Wait.", version: 1, outcome: .failed))
    }
}
