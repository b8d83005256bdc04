import Testing

@testable import Stopover
@testable import StopoverCLI

@Suite struct PruneOutputTests {
    private let two = [snapshot(.manual, file: "manual.sqlite.zst", age: 130), snapshot()]
    private let kept = PruneReport.Protected(snapshot: snapshot(), version: 3)

    @Test("what went, and the room it leaves")
    func removed() {
        #expect(
            output(two).text == """
                NAME               SIZE       AGE
                manual.sqlite.zst  111.0 MiB  2m 10s
                003.sqlite.zst     111.0 MiB  2d 3h

                Removed 2 snapshots: 222.0 MiB freed.
                """)
        #expect(output([snapshot()]).text.hasSuffix("\n\nRemoved 1 snapshot: 111.0 MiB freed."))
        #expect(output([]).text == "No snapshot was removed.")
    }

    @Test("what would go")
    func dryRun() {
        #expect(
            output(two, isDryRun: true).text.hasSuffix(
                "\n\n2 snapshots would be removed, which frees 222.0 MiB."))
        #expect(output([], isDryRun: true).text == "No snapshot would be removed.")
    }

    @Test("what stays as the only way back, and how it goes all the same")
    func protected() {
        #expect(
            output([], protected: [kept]).text == """
                No snapshot was removed.

                1 snapshot stays, because a migration has no other way back; --force takes it, too:

                NAME            SIZE       AGE    ONLY WAY BACK OF
                003.sqlite.zst  111.0 MiB  2d 3h  003
                """)
        #expect(
            output(two, protected: [kept, kept]).text.contains(
                "\n\n2 snapshots stay, because a migration has no other way back; "
                    + "--force takes them, too:\n\n"))
    }

    @Test("JSON has every field")
    func json() {
        #expect(
            output([snapshot()], protected: [kept], isDryRun: true).event.line(at: moment())
                == eventHead("pruned") + #""dry_run":true,"removed":[{"# + snapshotFields
                + #"}],"bytes_freed":116391936,"protected":[{"# + snapshotFields
                + #","only_way_back_of":"003"}]}"# + "\n")
    }

    private func output(
        _ removed: [Snapshot], protected: [PruneReport.Protected] = [], isDryRun: Bool = false
    ) -> PruneOutput {
        PruneOutput(
            report: PruneReport(removed: removed, protected: protected), isDryRun: isDryRun,
            date: someDate)
    }
}
