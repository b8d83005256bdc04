import Testing

@testable import Stopover
@testable import StopoverCLI

@Suite struct SnapshotListOutputTests {
    private let damaged = Snapshots.Damaged(
        path: "/s/002.sqlite.zst",
        error: MigrationError(
            .snapshotDamaged, "/s/002.sqlite.zst is not a whole snapshot: its end is missing",
            hint: "Restore another one."))

    @Test("a row for each, those that are not whole below")
    func text() {
        let snapshots = [
            snapshot(.restore, file: "before-restore.sqlite.zst", age: 0.9),
            snapshot(.manual, file: "manual.sqlite.zst", age: 130, size: 9000, databaseSize: 8192),
            snapshot(),
        ]
        #expect(
            output(snapshots, damaged: [damaged]).text == """
                NAME                       SIZE       DATABASE   RATIO  AGE     PRECEDES
                before-restore.sqlite.zst  111.0 MiB  390.0 MiB  3.5    0s      before a restore
                manual.sqlite.zst          8.8 KiB    8.0 KiB    0.9    2m 10s  taken by hand
                003.sqlite.zst             111.0 MiB  390.0 MiB  3.5    2d 3h   003 normalize_phones

                Not whole:
                  /s/002.sqlite.zst is not a whole snapshot: its end is missing
                """)
    }

    @Test("a directory that databases share says which one each is of")
    func shared() {
        let snapshots = [
            snapshot(), snapshot(.manual, file: "m.sqlite.zst", database: "/srv/orders.db"),
        ]
        #expect(
            output(snapshots).text == """
                NAME            SIZE       DATABASE   RATIO  AGE    PRECEDES              OF
                003.sqlite.zst  111.0 MiB  390.0 MiB  3.5    2d 3h  003 normalize_phones  /srv/contacts.db
                m.sqlite.zst    111.0 MiB  390.0 MiB  3.5    2d 3h  taken by hand         /srv/orders.db
                """)
    }

    @Test("one of rows says how many it has; an unfinished one doesn't know")
    func rows() {
        let unfinished = rowSnapshot(isFinished: false, rows: nil, chunks: nil)
        #expect(
            output([rowSnapshot(), unfinished, snapshot()]).text == """
                NAME            SIZE       DATABASE        RATIO  AGE    PRECEDES
                003.rows.zst    4.5 MiB    1,000,000 rows         2h     003 normalize_phones
                003.rows.zst    4.5 MiB    unfinished             2h     003 normalize_phones
                003.sqlite.zst  111.0 MiB  390.0 MiB       3.5    2d 3h  003 normalize_phones
                """)
    }

    @Test("where there are none it says where it looked")
    func empty() {
        #expect(output([]).text == "There are no snapshots in /s.")
        #expect(output([], damaged: [damaged]).text.hasPrefix("Not whole:\n  /s/002"))
        #expect(
            output([]).event.line(at: moment()) == eventHead("snapshots")
                + #""directory":"/s","snapshots":[],"damaged":[]}"# + "\n")
    }

    @Test("JSON has every field")
    func json() {
        #expect(
            output([snapshot()], damaged: [damaged]).event.line(at: moment())
                == eventHead("snapshots") + #""directory":"/s","snapshots":[{"# + snapshotFields
                + #"}],"damaged":[{"path":"/s/002.sqlite.zst","code":"snapshot-damaged","#
                + #""message":"/s/002.sqlite.zst is not a whole snapshot: its end is missing"}]}"#
                + "\n")
    }

    private func output(
        _ snapshots: [Snapshot], damaged: [Snapshots.Damaged] = []
    ) -> SnapshotListOutput {
        SnapshotListOutput(
            directory: "/s",
            listing: Snapshots.Listing(
                snapshots: snapshots, own: snapshots, damaged: damaged), date: someDate)
    }
}
