import Testing

@testable import Stopover
@testable import StopoverCLI

@Suite struct PlanOutputTests {
    private let plan = Plan(
        direction: .up,
        migrations: [
            PlannedMigration(
                version: 2, name: "add_notes", description: "", isReversible: false,
                takesSnapshot: true, resumes: false,
                steps: [
                    PlannedStep(
                        description: "Execute: CREATE TABLE notes (\n  id)", key: [], rows: nil,
                        expected: nil, writes: [])
                ]),
            PlannedMigration(
                version: 3, name: "normalize_phones", description: "Keep phones in E.164 form",
                isReversible: true, takesSnapshot: false, resumes: true,
                steps: [
                    PlannedStep(
                        description: "Transform contacts", key: ["id"], rows: 1_000_000,
                        expected: .seconds(3.3), writes: ["contacts"], rebuiltIndexes: ["by_phone"]),
                    PlannedStep(
                        description: "Batch merge", key: ["a", "b"], rows: nil, expected: nil,
                        writes: ["contacts", "orders"]),
                ]),
        ],
        notes: ["In rollback-journal mode others wait.", "003 can't be undone."],
        disks: [
            DiskPlan(volume: "/srv", freeBytes: 12 << 30, neededBytes: 200 << 20),
            DiskPlan(volume: "/backup", freeBytes: 2 << 40, neededBytes: 116 << 20),
        ])

    @Test("migrations, their snapshots and steps, notes and a line for each volume")
    func text() {
        #expect(
            PlanOutput(plan: plan).text == """
                2 migrations to apply

                002 add_notes (irreversible)
                  a snapshot of the whole database is taken first
                  1. Execute: CREATE TABLE notes ( id)

                003 normalize_phones: Keep phones in E.164 form (goes on where it stopped)
                  1. Transform contacts (1,000,000 rows by id; about 3.3s; writes contacts)
                  2. Batch merge (by a, b; writes contacts, orders)

                Notes
                  - In rollback-journal mode others wait.
                  - 003 can't be undone.

                Disk: about 200.0 MiB needed, 12.0 GiB free on /srv
                Disk: about 116.0 MiB needed, 2.0 TiB free on /backup
                """)
    }

    @Test("names of tables and columns stay on the line, and out of the terminal's way")
    func oddNames() {
        let step = PlannedStep(
            description: "Batch", key: ["a\nb"], rows: 1, expected: nil,
            writes: ["c\u{1B}[31m", "d\te"])
        let migration = PlannedMigration(
            version: 2, name: "odd", description: "", isReversible: true, takesSnapshot: false,
            resumes: false, steps: [step])
        let plan = Plan(direction: .up, migrations: [migration], notes: ["x\ny"], disks: [])
        #expect(
            PlanOutput(plan: plan).text == """
                1 migration to apply

                002 odd
                  1. Batch (1 row by a b; writes c [31m, d e)

                Notes
                  - x y
                """)
    }

    @Test("what is kept in a row snapshot is said, and is no reason for a snapshot")
    func keepsRows() {
        let migration = PlannedMigration(
            version: 3, name: "x", description: "", isReversible: true, takesSnapshot: false,
            keepsRows: true, resumes: false,
            steps: [
                PlannedStep(
                    description: "Update contacts", key: ["id"], rows: 7, expected: nil,
                    writes: ["contacts"])
            ])
        let plan = Plan(direction: .up, migrations: [migration], notes: [], disks: [])
        #expect(
            PlanOutput(plan: plan).text == """
                1 migration to apply

                003 x
                  what its batches change is kept in a row snapshot
                  1. Update contacts (7 rows by id; writes contacts)
                """)
        #expect(
            PlanOutput(plan: plan).event.line(at: moment())
                .contains(#""takes_snapshot":false,"keeps_rows":true,"#))
    }

    @Test(
        "a rollback tells how many rows go back and how many can't",
        arguments: [
            (1, 1, "1 row; 1 conflict"), (0, 0, "0 rows; 0 conflicts"),
            (1_234_567, 8_900, "1,234,567 rows; 8,900 conflicts"),
        ])
    func restoresRows(rows: Int, conflicts: Int, details: String) {
        let migration = PlannedMigration(
            version: 3, name: "x", description: "", isReversible: false, takesSnapshot: false,
            resumes: true,
            steps: [
                PlannedStep(
                    description: "RestoreRows", key: [], rows: rows, expected: .seconds(2),
                    writes: [], conflicts: conflicts)
            ])
        let plan = Plan(direction: .down, migrations: [migration], notes: [], disks: [])
        #expect(
            PlanOutput(plan: plan).text == """
                1 migration to take back

                003 x (goes on where it stopped)
                  1. RestoreRows (\(details); about 2.0s)
                """)
        #expect(
            PlanOutput(plan: plan).event.line(at: moment())
                .contains(
                    #""rows":\#(rows),"expected_seconds":2.0,"writes":[],"#
                        + #""rebuilt_indexes":[],"conflicts":\#(conflicts)"#
                ))
    }

    @Test("the other way, without notes and disk")
    func down() {
        let migration = PlannedMigration(
            version: 3, name: "x", description: "", isReversible: true, takesSnapshot: false,
            resumes: false, steps: [])
        let plan = Plan(direction: .down, migrations: [migration], notes: [], disks: [])
        #expect(PlanOutput(plan: plan).text == "1 migration to take back\n\n003 x")
    }

    @Test(
        "an empty plan says so, and still shows its notes",
        arguments: [
            (Direction.up, [], "Nothing to apply."),
            (.down, ["A note."], "Nothing to take back.\n\nNotes\n  - A note."),
        ])
    func empty(direction: Direction, notes: [String], text: String) {
        let plan = Plan(direction: direction, migrations: [], notes: notes, disks: [])
        #expect(PlanOutput(plan: plan).text == text)
    }

    @Test("JSON has every field")
    func json() {
        #expect(
            PlanOutput(plan: plan).event.line(at: moment())
                == #"{"schema":1,"time":"2026-11-22T10:15:00.250Z","event":"plan","#
                + #""version":null,"step":null,"direction":"up","migrations":["#
                + #"{"version":"002","name":"add_notes","description":"","reversible":false,"#
                + #""takes_snapshot":true,"keeps_rows":false,"resumes":false,"steps":["#
                + #"{"description":"Execute: CREATE TABLE notes (\n  id)","key":[],"rows":null,"#
                + #""expected_seconds":null,"writes":[],"rebuilt_indexes":[],"conflicts":null}]},"#
                + #"{"version":"003","name":"normalize_phones","#
                + #""description":"Keep phones in E.164 form","reversible":true,"#
                + #""takes_snapshot":false,"keeps_rows":false,"resumes":true,"#
                + #""steps":[{"description":"Transform contacts","key":["id"],"rows":1000000,"#
                + #""expected_seconds":3.3,"writes":["contacts"],"#
                + #""rebuilt_indexes":["by_phone"],"conflicts":null},"#
                + #"{"description":"Batch merge","key":["a","b"],"rows":null,"#
                + #""expected_seconds":null,"writes":["contacts","orders"],"#
                + #""rebuilt_indexes":[],"conflicts":null}]}],"#
                + #""notes":["In rollback-journal mode others wait.","003 can't be undone."],"#
                + #""disks":[{"volume":"/srv","free_bytes":12884901888,"needed_bytes":209715200},"#
                + #"{"volume":"/backup","free_bytes":2199023255552,"needed_bytes":121634816}]}"#
                + "\n")
    }

    @Test("JSON of a database in memory has no volume")
    func jsonWithoutDisk() {
        let plan = Plan(direction: .down, migrations: [], notes: [], disks: [])
        #expect(
            PlanOutput(plan: plan).event.line(at: moment()).hasSuffix(
                #""direction":"down","migrations":[],"notes":[],"disks":[]}"# + "\n"))
    }
}
