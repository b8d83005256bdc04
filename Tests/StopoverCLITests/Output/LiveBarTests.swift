import Testing

@testable import Stopover
@testable import StopoverCLI

@Suite struct LiveBarTests {
    private var bar = LiveBar(columns: { 120 })
    private let erase = "\r\u{1B}[K"

    @Test("a step is drawn, redrawn and erased when its migration is finished")
    mutating func migration() {
        #expect(show(.migrationStarted(step(1), resumed: false)) == "")
        #expect(
            show(.stepStarted(step(1, "AddColumn contacts.x")))
                == "003 normalize_phones: step 1 of 3, AddColumn contacts.x")
        let line = BarLine(progress: step(2), batch: batch(450_000)).text(width: 119)
        #expect(show(.chunk(step(2), batch(450_000)), at: 1) == erase + line)
        #expect(
            show(.migrationFinished(step(3), rows: 7, active: .seconds(2)), at: 2)
                == erase + "003 normalize_phones: applied, 7 rows in 2.0s\n")
        #expect(bar.textForEnd() == "")
    }

    @Test("a batch is redrawn at most ten times a second")
    mutating func throttle() {
        #expect(show(.chunk(step(2), batch(1)), at: 5) != "")
        #expect(show(.chunk(step(2), batch(2)), at: 5.05) == "")
        #expect(show(.chunk(step(2), batch(3)), at: 5.099) == "")
        #expect(show(.chunk(step(2), batch(4)), at: 5.1) != "")
        #expect(show(.chunk(step(2), batch(5)), at: 5.199) == "")
        #expect(show(.chunk(step(2), batch(6)), at: 5.2) != "")
    }

    @Test("another step is drawn at once")
    mutating func nextStep() {
        _ = show(.chunk(step(1), batch(1)), at: 5)
        #expect(
            show(.chunk(step(2), batch(1)), at: 5.01).hasPrefix(erase + "003 normalize_phones 2/3"))
        #expect(show(.stepStarted(step(3)), at: 5.02).hasPrefix(erase))
        #expect(
            show(.migrationFinished(step(3), rows: 0, active: .zero), at: 5.03).hasPrefix(erase))
        #expect(show(.chunk(step(3), batch(1)), at: 5.04) != "")
    }

    @Test("an index that is built has a bar of its own")
    mutating func indexes() {
        _ = show(.chunk(step(2), batch(450_000)), at: 1)
        let line = BarLine(progress: step(2), batch: batch(450_000)).text(width: 119)
        #expect(
            show(.indexesDropped(step(2), names: ["by_phone"]), at: 1.01)
                == erase + "003 normalize_phones: dropped index by_phone until the batch is done\n"
                + line)
        #expect(
            show(.index(step(2), index("by_phone", 0.5)), at: 1.02)
                == erase + "003 normalize_phones: index by_phone "
                + "███████████████░░░░░░░░░░░░░░░ 50 % of about 1,000,000 rows")
        #expect(show(.index(step(2), index("by_phone", 0.6)), at: 1.05) == "")
        #expect(show(.index(step(2), index("by_name", 0)), at: 1.06).hasPrefix(erase))
    }

    @Test("what is said meanwhile stands above the bar")
    mutating func above() {
        #expect(bar.textForStopping(at: moment()) == "stopping at the next chunk…\n")
        #expect(show(.stepStarted(step(1, "x"))) == "003 normalize_phones: step 1 of 3, x")
        #expect(
            bar.textForStopping(at: moment()) == erase
                + "stopping at the next chunk…\n003 normalize_phones: step 1 of 3, x")
        #expect(
            show(.migrationStarted(step(2), resumed: true)) == erase
                + "003 normalize_phones: going on at step 2 of 3\n"
                + "003 normalize_phones: step 1 of 3, x")
    }

    @Test("the end erases what is drawn, once")
    mutating func end() {
        #expect(bar.textForEnd() == "")
        _ = show(.waiting(holder: "process 7"))
        #expect(bar.textForEnd() == erase)
        #expect(bar.textForEnd() == "")
    }

    @Test("waiting is drawn on the line that the bar takes over")
    mutating func waiting() {
        #expect(show(.waiting(holder: "process 7")) == "waiting for another run to end: process 7")
        #expect(show(.stepStarted(step(1, "x"))) == erase + "003 normalize_phones: step 1 of 3, x")
    }

    @Test("no line is as wide as the terminal, however narrow", arguments: 1...130)
    func width(_ columns: Int) {
        var bar = LiveBar(columns: { columns })
        for event in [
            ProgressEvent.stepStarted(step(1, String(repeating: "x", count: 200))),
            .snapshot(snapshotProgress()), .chunk(step(2), batch(450_000)),
            .waiting(holder: String(repeating: "y", count: 200)),
        ] {
            let line = bar.text(for: event, at: moment(1)).replacing(erase, with: "")
            #expect(!line.isEmpty)
            #expect(line.count <= max(1, columns - 1))
        }
    }

    @Test("each activity of a snapshot is drawn at once, and redrawn ten times a second")
    mutating func snapshot() {
        let line = BarLine(snapshotProgress()).text(width: 119)
        #expect(show(.snapshot(snapshotProgress()), at: 5) == line)
        #expect(show(.snapshot(snapshotProgress(done: 1)), at: 5.09) == "")
        #expect(show(.snapshot(snapshotProgress()), at: 5.1) == erase + line)
        #expect(
            show(.snapshot(snapshotProgress(.restoring)), at: 5.11).hasPrefix(erase + "restoring "))
        #expect(bar.textForStopping(at: moment()).hasPrefix(erase + "stopping…\nrestoring "))
        #expect(show(.chunk(step(2), batch(1)), at: 5.12).hasPrefix(erase + "003 normalize_phones"))
        #expect(
            bar.textForStopping(at: moment()).hasPrefix(erase + "stopping at the next chunk…\n003"))
    }

    private mutating func show(_ event: ProgressEvent, at seconds: Double = 0) -> String {
        bar.text(for: event, at: moment(seconds))
    }
}
