import Testing

@testable import Stopover
@testable import StopoverCLI

@Suite struct RestorePlanOutputTests {
    @Test("what would be replaced by what")
    func text() {
        #expect(
            output(snapshot(), applied: [1, 2, 3, 4]).text == """
                003.sqlite.zst is whole. It would replace all of /srv/contacts.db:
                  now       400.0 MiB
                  snapshot  390.0 MiB, 2d 3h old, before 003 normalize_phones
                  no longer applied: 003, 004
                A snapshot of the database as it is would be taken first, in /s.
                Nothing was changed.
                """)
    }

    @Test(
        "migrations come and go",
        arguments: [
            ([1, 2], "the same migrations are applied"), ([], "applied again: 001, 002"),
            ([2, 3], "no longer applied: 003; applied again: 001"),
        ] as [([MigrationVersion], String)])
    func migrations(applied: [MigrationVersion], line: String) {
        #expect(output(snapshot(), applied: applied).text.contains("\n  \(line)\n"))
    }

    @Test("a snapshot of another database says of which")
    func anotherDatabase() {
        let plan = RestorePlanOutput(
            snapshot: snapshot(), database: "/srv/orders.db", databaseSizeInBytes: 1,
            applied: [], safetyDirectory: nil, date: someDate)
        #expect(plan.text.contains(", before 003 normalize_phones\n  taken of  /srv/contacts.db\n"))
    }

    @Test("one that no migration asked for, and no safety snapshot")
    func withoutSafety() {
        let text = output(snapshot(.reset), applied: [], safety: nil).text
        #expect(text.contains("2d 3h old, before a reset\n"))
        #expect(
            text.contains(
                "\nNo snapshot of the database as it is would be taken: it can't be undone.\n"))
    }

    @Test("a run that is under way is named")
    func lockHolder() {
        var plan = output(snapshot(), applied: [])
        plan.lockHolder = "process 7\n"
        #expect(
            plan.text.hasSuffix(
                "Nothing was changed.\nA run is under way, and has to end first: process 7"))
        #expect(
            plan.event.line(at: moment()).hasSuffix(#""lock_holder":"process 7\n"}"# + "\n"))
    }

    @Test("JSON has every field")
    func json() {
        #expect(
            output(snapshot(), applied: [2, 3]).event.line(at: moment())
                == eventHead("restore_plan")
                + #""path":"/srv/contacts.db","size_bytes":419430400,"snapshot":{"#
                + snapshotFields + #"},"no_longer_applied":["003"],"applied_again":["001"],"#
                + #""takes_safety_snapshot":true,"lock_holder":null}"# + "\n")
    }

    private func output(
        _ snapshot: Snapshot, applied: [MigrationVersion], safety: String? = "/s"
    ) -> RestorePlanOutput {
        RestorePlanOutput(
            snapshot: snapshot, database: "/srv/contacts.db", databaseSizeInBytes: 400 << 20,
            applied: applied, safetyDirectory: safety, date: someDate)
    }
}
