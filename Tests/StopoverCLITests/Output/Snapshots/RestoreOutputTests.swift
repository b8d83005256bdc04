import Testing

@testable import Stopover
@testable import StopoverCLI

@Suite struct RestoreOutputTests {
    @Test("what was restored, that it is the same, and the way back")
    func text() {
        #expect(
            output(safety: snapshot(.restore, file: "before.sqlite.zst")).text == """
                Restored /srv/contacts.db from 003.sqlite.zst: 390.0 MiB in 2.3s.
                It was compared with the snapshot, page by page, and is the same.
                The database as it was is in before.sqlite.zst; to go back to it:
                  tool snapshot restore before.sqlite.zst
                """)
    }

    @Test("without a safety snapshot there is no way back, and others may have written")
    func withoutSafety() {
        #expect(
            output(safety: nil, isCompared: false).text == """
                Restored /srv/contacts.db from 003.sqlite.zst: 390.0 MiB in 2.3s.
                It was not compared with the snapshot: somebody wrote to it meanwhile, or it was stopped.
                """)
    }

    @Test("JSON has every field")
    func json() {
        let head =
            eventHead("restored") + #""path":"/srv/contacts.db","snapshot":{"# + snapshotFields
        #expect(
            output(safety: snapshot()).event.line(at: moment()) == head
                + #"},"safety_snapshot":{"# + snapshotFields
                + #"},"others_wrote":false,"compared":true,"seconds":2.3}"#
                + "\n")
        #expect(
            output(safety: nil, isCompared: false).event.line(at: moment()) == head
                + #"},"safety_snapshot":null,"others_wrote":false,"compared":false,"seconds":2.3}"#
                + "\n")
    }

    @Test("what others wrote while it was restored is in no snapshot")
    func othersWrote() {
        #expect(
            output(safety: snapshot(.restore, file: "before.sqlite.zst"), othersWrote: true).text
                .hasSuffix(
                    """

                    The database as it was is in before.sqlite.zst, but for what others wrote while it \
                    was restored; to go back to it:
                      tool snapshot restore before.sqlite.zst
                    """))
    }

    private func output(
        safety: Snapshot?, othersWrote: Bool = false, isCompared: Bool = true
    ) -> RestoreOutput {
        RestoreOutput(
            report: RestoreReport(
                snapshot: snapshot(), safetySnapshot: safety, othersWrote: othersWrote,
                isCompared: isCompared),
            database: "/srv/contacts.db", elapsed: .seconds(2.3)
        ) { "tool snapshot restore \($0.name)" }
    }
}
