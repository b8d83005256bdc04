import Testing

@testable import Stopover
@testable import StopoverCLI

@Suite struct StatusOutputTests {
    private let report = StatusReport(
        migrations: [
            migrationStatus(
                .applied, version: 1, name: "create_contacts", appliedAt: "2026-11-22 10:15:00",
                isReversible: false),
            migrationStatus(.pending, version: 2, name: "add_notes", isGap: true),
            migrationStatus(
                .applied, version: 3, appliedAt: "2026-11-22 10:16:00", rowsQuarantined: 12_345,
                snapshot: "003.sqlite.zst", rowSnapshot: "003.rows.zst"),
            migrationStatus(
                .failed(error: "row 7 was refused:\n(PhoneError)", at: "2026-11-22 10:17:00"),
                version: 4, name: "merge", rowsDone: 450_000, rowsTotal: 1_000_000),
            migrationStatus(.pending, version: 5, name: "index"),
        ], lockHolder: nil)

    @Test("a table of all migrations, errors below their rows, and how many of each")
    func table() {
        #expect(
            StatusOutput(report: report).text == """
                VERSION  NAME              STATE    APPLIED AT           NOTES
                001      create_contacts   applied  2026-11-22 10:15:00  irreversible
                002      add_notes         pending                       gap: a later one is applied
                003      normalize_phones  applied  2026-11-22 10:16:00  12,345 quarantined
                004      merge             failed                        45 % done
                  failed at 2026-11-22 10:17:00: row 7 was refused: (PhoneError)
                005      index             pending

                2 applied, 2 pending, 1 failed
                """)
    }

    @Test(
        "every state has its word",
        arguments: [
            (MigrationStatus.State.pending, "pending"), (.applied, "applied"),
            (.running, "running"), (.interrupted, "interrupted"), (.changed, "changed"),
            (.missing, "missing"),
        ])
    func states(state: MigrationStatus.State, word: String) {
        let text = StatusOutput(
            report: StatusReport(migrations: [migrationStatus(state)], lockHolder: nil)
        ).text
        #expect(text.hasSuffix("003      normalize_phones  \(word)\n\n1 \(word)"))
    }

    @Test("several notes stand side by side")
    func notes() {
        let status = migrationStatus(
            .running, isReversible: false, isGap: true, rowsDone: 5, rowsTotal: 10,
            rowsQuarantined: 1)
        let text = StatusOutput(report: StatusReport(migrations: [status], lockHolder: nil)).text
        #expect(
            text.contains("50 % done, gap: a later one is applied, irreversible, 1 quarantined\n"))
    }

    @Test("indexes that are missing until it goes on are named")
    func missingIndexes() {
        var status = migrationStatus(.interrupted, rowsDone: 5, rowsTotal: 10)
        status.missingIndexes = ["by_phone"]
        let report = StatusReport(migrations: [status], lockHolder: nil)
        #expect(StatusOutput(report: report).text.contains("  50 % done, without index by_phone\n"))
        #expect(
            StatusOutput(report: report).event.line(at: moment()).contains(
                #""missing_indexes":["by_phone"]"#))
        status.missingIndexes.append("by_name")
        let two = StatusReport(migrations: [status], lockHolder: nil)
        #expect(StatusOutput(report: two).text.contains(", without indexes by_phone, by_name\n"))
    }

    @Test("a snapshot is noted where it is the only way back")
    func snapshot() {
        let status = migrationStatus(.applied, isReversible: false, snapshot: "003.sqlite.zst")
        let text = StatusOutput(report: StatusReport(migrations: [status], lockHolder: nil)).text
        #expect(text.contains("  irreversible, has a snapshot\n"))
    }

    @Test("a run that is under way is named, also where there is nothing else")
    func lockHolder() {
        let empty = StatusReport(migrations: [], lockHolder: "process 7 on host\n")
        #expect(
            StatusOutput(report: empty).text == """
                There are no migrations.
                A run is under way: process 7 on host
                """)
    }

    @Test("JSON has every field of every migration")
    func json() {
        let two = StatusReport(
            migrations: Array(report.migrations[2...3]), lockHolder: "process 7")
        #expect(
            StatusOutput(report: two).event.line(at: moment())
                == #"{"schema":1,"time":"2026-11-22T10:15:00.250Z","event":"status","#
                + #""version":null,"step":null,"up_to_date":false,"needs_attention":true,"#
                + #""lock_holder":"process 7","migrations":["#
                + #"{"version":"003","name":"normalize_phones","#
                + #""description":"Keep phones in E.164 form","state":"applied","error":null,"#
                + #""failed_at":null,"applied_at":"2026-11-22 10:16:00","reversible":true,"#
                + #""gap":false,"rows_done":null,"rows_total":null,"rows_quarantined":12345,"#
                + #""snapshot":"003.sqlite.zst","row_snapshot":"003.rows.zst","#
                + #""half_done_direction":null,"half_done_changed":false,"missing_indexes":[]},"#
                + #"{"version":"004","name":"merge","#
                + #""description":"Keep phones in E.164 form","state":"failed","#
                + #""error":"row 7 was refused:\n(PhoneError)","failed_at":"2026-11-22 10:17:00","#
                + #""applied_at":null,"reversible":true,"gap":false,"rows_done":450000,"#
                + #""rows_total":1000000,"rows_quarantined":0,"snapshot":null,"row_snapshot":null,"#
                + #""half_done_direction":null,"half_done_changed":false,"missing_indexes":[]}]}"#
                + "\n")
    }
}
