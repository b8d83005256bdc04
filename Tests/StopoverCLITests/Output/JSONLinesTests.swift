import Testing

@testable import Stopover
@testable import StopoverCLI

@Suite struct JSONLinesTests {
    private let head = #"{"schema":1,"time":"2026-11-22T10:15:00.250Z","event":"#
    private let migration =
        #""name":"normalize_phones","direction":"up","step_count":3,"#
        + #""step_description":"Transform contacts""#

    @Test("waiting")
    func waiting() {
        #expect(
            text(.waiting(holder: "process 7")) == head
                + #""waiting","version":null,"step":null,"holder":"process 7"}"# + "\n")
    }

    @Test("a migration's start", arguments: [false, true])
    func started(resumed: Bool) {
        #expect(
            text(.migrationStarted(step(2), resumed: resumed)) == head
                + #""migration_started","version":"003","step":2,"# + migration
                + #","resumed":\#(resumed)}"# + "\n")
    }

    @Test("a step's start")
    func stepStarted() {
        #expect(
            text(.stepStarted(step(1))) == head + #""step_started","version":"003","step":1,"#
                + migration + "}\n")
    }

    @Test("a chunk")
    func chunk() {
        #expect(
            text(.chunk(step(2), batch(450_000))) == head + #""chunk","version":"003","step":2,"#
                + migration
                + #","rows_done":450000,"rows_total":1000000,"rows_changed":405000,"#
                + #""rows_quarantined":2,"rows_per_second":412345,"time_left_seconds":130.0,"#
                + #""chunk_rows":10000,"wal_bytes":67108864}"# + "\n")
    }

    @Test("indexes that are dropped, and one that is built")
    func indexes() {
        #expect(
            text(.indexesDropped(step(2), names: ["by_phone", "by_name"])) == head
                + #""indexes_dropped","version":"003","step":2,"# + migration
                + #","indexes":["by_phone","by_name"]}"# + "\n")
        #expect(
            text(.index(step(2), index("by_phone", 0.456))) == head
                + #""index_progress","version":"003","step":2,"# + migration
                + #","index":"by_phone","table":"contacts","rows":1000000,"percent":45,"#
                + #""elapsed_seconds":1.5}"# + "\n")
    }

    @Test("a chunk before anything is measured")
    func unmeasured() {
        let line = text(.chunk(step(2), batch(1, rate: nil, left: nil)))
        #expect(line.contains(#""rows_per_second":null,"time_left_seconds":null"#))
    }

    @Test("a migration's end, downwards")
    func finished() {
        let down = step(1, of: 1, "Execute: DROP TABLE \"t\"", direction: .down)
        #expect(
            text(.migrationFinished(down, rows: 3, active: .milliseconds(1500))) == head
                + #""migration_finished","version":"003","step":1,"name":"normalize_phones","#
                + #""direction":"down","step_count":1,"#
                + #""step_description":"Execute: DROP TABLE \"t\"","rows":3,"active_seconds":1.5}"#
                + "\n")
    }

    @Test(
        "the work on a snapshot",
        arguments: [
            (440_401_920.4, "440401920"), (nil, "null"),
        ] as [(Double?, String)])
    func snapshot(rate: Double?, text: String) {
        #expect(
            self.text(.snapshot(snapshotProgress(.comparing, rate: rate))) == head
                + #""snapshot_progress","version":null,"step":null,"activity":"comparing","#
                + #""name":"003-normalize_phones-20261122T101500Z.sqlite.zst","#
                + #""bytes_done":184549376,"bytes_total":408944640,"#
                + #""bytes_per_second":\#(text)}"# + "\n")
    }

    @Test("a signal's request to stop, and the end that needs no line")
    func stopping() {
        let lines = JSONLines()
        #expect(
            lines.textForStopping(at: moment()) == head
                + #""stopping","version":null,"step":null}"# + "\n")
        #expect(lines.textForEnd() == "")
    }

    private func text(_ event: ProgressEvent) -> String {
        JSONLines().text(for: event, at: moment())
    }
}
