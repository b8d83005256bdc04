import Testing

@testable import Stopover
@testable import StopoverCLI

@Suite struct RunSummaryTests {
    @Test(
        "nothing to do is said",
        arguments: [
            (RunSummary.Kind.run, "Nothing to do: no migration is pending."),
            (.rollback, "Nothing to take back."),
            (.reset, "Dropped everything; there are no migrations to apply."),
        ])
    func nothing(kind: RunSummary.Kind, text: String) {
        #expect(RunSummary(kind: kind, report: runReport()).text == text)
    }

    @Test(
        "what is finished is listed",
        arguments: [
            (RunSummary.Kind.run, "Applied 2 migrations: 001, 002."),
            (.rollback, "Took back 2 migrations: 001, 002."),
            (.reset, "Dropped everything and applied 2 migrations: 001, 002."),
        ])
    func finished(kind: RunSummary.Kind, text: String) {
        #expect(RunSummary(kind: kind, report: runReport(finished: [1, 2])).text == text)
    }

    @Test("rows and refused rows have lines of their own")
    func rows() {
        let report = runReport(finished: [3], rows: 1_000_000, quarantined: 1234)
        #expect(
            RunSummary(kind: .run, report: report).text == """
                Applied 1 migration: 003.
                1,000,000 rows in 2.4s.
                1,234 rows were refused by their migration, stay as they were and are in quarantine.
                """)
    }

    @Test("a single refused row is told of in the singular")
    func oneRow() {
        let report = runReport(finished: [3], rows: 1, quarantined: 1, active: .milliseconds(7))
        #expect(
            RunSummary(kind: .run, report: report).text == """
                Applied 1 migration: 003.
                1 row in 7ms.
                1 row was refused by its migration, stays as it was and is in quarantine.
                """)
    }

    @Test(
        "a run that stopped says why, where it stands and how to go on",
        arguments: [
            (StopReason.interrupted, "it was asked to"),
            (.timeBudget, "the time given with --for is over"),
            (.diskLow, "less disk is free than --min-free asks for"),
        ])
    func stopped(reason: StopReason, why: String) {
        let report = runReport(.stopped(reason, at: 3), finished: [2], rows: 450_000)
        let place = ProgressReporter.Place(progress: step(2), batch: batch(450_000))
        #expect(
            RunSummary(kind: .run, report: report, place: place).text == """
                Applied 1 migration: 002.
                450,000 rows in 2.4s.
                Stopped in 003 normalize_phones, step 2 of 3, Transform contacts, \
                450,000 of 1,000,000 rows (45 %): \(why).
                What is committed stays: run again to go on.
                """)
    }

    @Test("one that stopped between batches has no rows to tell of")
    func stoppedInSchemaStep() {
        let report = runReport(.stopped(.interrupted, at: 3))
        let place = ProgressReporter.Place(progress: step(1, "Execute"), batch: nil)
        #expect(
            RunSummary(kind: .run, report: report, place: place).text == """
                Stopped in 003 normalize_phones, step 1 of 3, Execute: it was asked to.
                What is committed stays: run again to go on.
                """)
    }

    @Test(
        "one that stopped before a migration began names that migration",
        arguments: [nil, ProgressReporter.Place(progress: step(3, version: "002"), batch: nil)])
    func stoppedBetween(place: ProgressReporter.Place?) {
        let report = runReport(.stopped(.timeBudget, at: 3))
        #expect(
            RunSummary(kind: .run, report: report, place: place).text == """
                Stopped at 003: the time given with --for is over.
                What is committed stays: run again to go on.
                """)
    }

    @Test(
        "each command says how it goes on",
        arguments: [
            (RunSummary.Kind.rollback, "What is taken back stays so: roll back again to go on."),
            (
                .reset,
                "Everything was dropped; what is committed since stays: `run` goes on."
            ),
        ])
    func goingOn(kind: RunSummary.Kind, text: String) {
        let report = runReport(.stopped(.interrupted, at: 3))
        #expect(
            RunSummary(kind: kind, report: report).text
                == "Stopped at 003: it was asked to.\n\(text)")
    }

    @Test("JSON of one that is done", arguments: RunSummary.Kind.allCases)
    func doneEvent(kind: RunSummary.Kind) {
        let report = runReport(finished: [1, 2], rows: 7, quarantined: 1)
        #expect(
            RunSummary(kind: kind, report: report).event.line(at: moment())
                == #"{"schema":1,"time":"2026-11-22T10:15:00.250Z","event":"finished","#
                + #""version":null,"step":null,"command":"\#(kind)","finished":["001","002"],"#
                + #""rows":7,"rows_quarantined":1,"active_seconds":2.4,"snapshots":[],"#
                + #""missing_indexes":[],"conflicts":0,"conflict_list":[]}"#
                + "\n")
    }

    @Test("names the snapshots that it took")
    func snapshots() {
        var report = runReport(finished: [1])
        report.snapshots = [snapshot()]
        #expect(
            RunSummary(kind: .run, report: report).text == """
                Applied 1 migration: 001.
                Snapshot: \(snapshot().path)
                """)
        #expect(
            RunSummary(kind: .run, report: report).event.line(at: moment())
                .hasSuffix(
                    #","snapshots":["\#(snapshot().name)"],"missing_indexes":[],"#
                        + #""conflicts":0,"conflict_list":[]}"# + "\n"))
    }

    @Test("what could not go back stands behind what did")
    func conflicts() {
        var report = runReport(finished: [3], rows: 7)
        report.conflictCount = 1
        report.conflicts = [Conflict("t", key: [StoredValue(.text(Array("Ann".utf8)))], .deleted)]
        var summary = RunSummary(kind: .rollback, report: report)
        #expect(
            summary.text == """
                Took back 1 migration: 003.
                7 rows in 2.4s.
                1 conflict: this did not go back, and stays as it is.
                  t (a text): the row was deleted since
                It is listed in the table _migration_conflicts.
                """)
        #expect(
            summary.event.line(at: moment()).hasSuffix(
                #","conflicts":1,"conflict_list":["#
                    + #"{"table":"t","key":"(a text)","column":null,"kind":"deleted"}]}"# + "\n"))
        summary.showsKeys = true
        #expect(summary.text.contains("\n  t 'Ann': the row was deleted since\n"))
        #expect(summary.event.line(at: moment()).contains(#""key":"'Ann'","#))
    }

    @Test("one that stopped names the indexes that are missing until it goes on")
    func missingIndexes() {
        var report = runReport(.stopped(.interrupted, at: 3))
        report.missingIndexes = ["by_phone"]
        #expect(
            RunSummary(kind: .run, report: report).text == """
                Stopped at 003: it was asked to.
                What is committed stays: run again to go on.
                Until then the index by_phone is missing.
                """)
        report.missingIndexes = ["by_phone", "by_name"]
        let summary = RunSummary(kind: .rollback, report: report)
        #expect(summary.text.hasSuffix("\nUntil then the indexes by_phone, by_name are missing."))
        #expect(
            summary.event.line(at: moment()).contains(
                #""missing_indexes":["by_phone","by_name"]"#))
    }

    @Test(
        "JSON of one that stopped",
        arguments: [
            (StopReason.interrupted, "interrupted"), (.timeBudget, "time_budget"),
            (.diskLow, "disk_low"),
        ])
    func stoppedEvent(reason: StopReason, name: String) {
        let place = ProgressReporter.Place(progress: step(2), batch: nil)
        let summary = RunSummary(
            kind: .run, report: runReport(.stopped(reason, at: 3)), place: place)
        #expect(
            summary.event.line(at: moment())
                == #"{"schema":1,"time":"2026-11-22T10:15:00.250Z","event":"stopped","#
                + #""version":"003","step":2,"reason":"\#(name)","command":"run","finished":[],"#
                + #""rows":0,"rows_quarantined":0,"active_seconds":2.4,"snapshots":[],"#
                + #""missing_indexes":[],"conflicts":0,"conflict_list":[]}"# + "\n")
    }
}
