import Testing

@testable import Stopover
@testable import StopoverCLI

@Suite struct BarLineTests {
    @Test(
        "what fits is shown, the most telling last to go",
        arguments: [
            (
                140,
                "003 normalize_phones 2/3 █████████████░░░░░░░░░░░░░░░░░ 45 % "
                    + "450,000 of 1,000,000 rows, 412,000 rows/s, 2m 10s left"
            ),
            (
                100,
                "003 normalize_phones 2/3 ██████░░░░░░░░░ 45 % "
                    + "450,000 of 1,000,000 rows, 412,000 rows/s, 2m 10s left"
            ),
            (
                80,
                "003 normalize_phones 2/3 █████████░░░░░░░░░░░░░ 45 % "
                    + "412,000 rows/s, 2m 10s left"
            ),
            (60, "003 normalize_phones 2/3 ████████░░░░░░░░░░ 45 % 2m 10s left"),
            (45, "003 normalize_phones 2/3 ██████░░░░░░░░░ 45 %"),
            (38, "003 normalize_phones 2/3 ███░░░░░ 45 %"),
            (37, "003 normalize_phones 2/3 45 %"),
            (20, "003 normalize_… 45 %"), (6, "… 45 %"), (5, "… 45…"), (1, "…"),
        ])
    func widths(width: Int, line: String) {
        let text = BarLine(progress: step(2), batch: batch(450_000)).text(width: width)
        #expect(text == line)
        #expect(text.count <= width)
    }

    @Test("what is not measured yet is left out")
    func unmeasured() {
        let text = BarLine(progress: step(2), batch: batch(10, of: 20, rate: nil, left: nil))
            .text(width: 70)
        #expect(
            text == "003 normalize_phones 2/3 █████████████░░░░░░░░░░░░░ 50 % 10 of 20 rows")
    }

    @Test(
        "the bar is empty at the start and full only at the end",
        arguments: [
            (0, "░░░░░░░░ 0 %"), (12, "░░░░░░░░ 12 %"), (13, "█░░░░░░░ 13 %"),
            (50, "████░░░░ 50 %"), (99, "███████░ 99 %"), (100, "████████ 100 %"),
        ])
    func fill(done: Int, end: String) {
        let line = BarLine(progress: step(2), batch: batch(done, of: 100, rate: nil, left: nil))
            .text(width: 25 + end.count)
        #expect(line == "003 normalize_phones 2/3 " + end)
    }

    @Test("a batch without rows is full")
    func empty() {
        let line = BarLine(progress: step(1), batch: batch(0, of: 0, rate: nil, left: nil))
            .text(width: 39)
        #expect(line == "003 normalize_phones 1/3 ████████ 100 %")
    }

    @Test("a long name leaves room for the bar")
    func longName() {
        let progress = step(2, name: String(repeating: "n", count: 100))
        #expect(
            BarLine(progress: progress, batch: batch(450_000)).text(width: 80)
                == "003 nnnnnnnnnnnnnnnnnnnnn… 2/3 ███████░░░░░░░░░ 45 % 412,000 rows/s, 2m 10s left"
        )
    }

    @Test(
        "the work on a snapshot: its bytes go first, then its rate, then the bar",
        arguments: [
            (
                120,
                "writing 003-normalize_phones-20261122T1… █████████████░░░░░░░░░░░░░░░░░ 45 % "
                    + "176.0 MiB of 390.0 MiB, 420.0 MiB/s"
            ),
            (
                80,
                "writing 003-normalize_pho… █████░░░░░░░ 45 % "
                    + "176.0 MiB of 390.0 MiB, 420.0 MiB/s"
            ),
            (73, "writing 003-normalize_p… █████████████░░░░░░░░░░░░░░░░░ 45 % 420.0 MiB/s"),
            (50, "writing 003-normalize_p… ███░░░░░ 45 % 420.0 MiB/s"),
            (40, "writing 003-normalize_p… ████░░░░░░ 45 %"),
            (30, "writing 003-normalize_p… 45 %"), (12, "writin… 45 %"),
        ])
    func snapshot(width: Int, line: String) {
        let text = BarLine(snapshotProgress()).text(width: width)
        #expect(text == line)
        #expect(text.count <= width)
    }

    @Test("a snapshot's rate that is not measured yet is left out, and no bytes are all")
    func unmeasuredSnapshot() {
        let progress = snapshotProgress(.comparing, name: "a", done: 0, of: 0, rate: nil)
        #expect(
            BarLine(progress).text(width: 60)
                == "comparing a ███████████████████████ 100 % 0 bytes of 0 bytes")
    }
}
