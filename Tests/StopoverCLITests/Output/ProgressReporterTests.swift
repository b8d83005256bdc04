import Testing

@testable import Stopover
@testable import StopoverCLI

@Suite struct ProgressReporterTests {
    @Test("the format and the terminal decide where progress goes and how it looks")
    func choice() {
        let json = Transcript()
        ProgressReporter(format: .json, context: json.context(canRedraw: true)).reportStopping()
        #expect(json.output.contains(#""event":"stopping""#) && json.error.isEmpty)

        let plain = Transcript()
        ProgressReporter(format: .text, context: plain.context()).report(.stepStarted(step(1, "x")))
        #expect(plain.output.isEmpty)
        #expect(plain.error == "003 normalize_phones: step 1 of 3, x\n")

        let live = Transcript()
        let reporter = ProgressReporter(format: .text, context: live.context(canRedraw: true))
        reporter.report(.stepStarted(step(1, "x")))
        reporter.end()
        #expect(live.output.isEmpty)
        #expect(live.error == "003 normalize_phones: step 1 of 3, x\r\u{1B}[K")
    }

    @Test("it remembers the last place")
    func place() {
        let reporter = ProgressReporter(format: .text, context: Transcript().context())
        #expect(reporter.place == nil)
        reporter.report(.waiting(holder: "x"))
        #expect(reporter.place == nil)
        reporter.report(.migrationStarted(step(1), resumed: false))
        #expect(reporter.place == ProgressReporter.Place(progress: step(1), batch: nil))
        reporter.report(.chunk(step(2), batch(7)))
        #expect(reporter.place == ProgressReporter.Place(progress: step(2), batch: batch(7)))
        reporter.report(.waiting(holder: "x"))
        #expect(reporter.place?.batch == batch(7))
        reporter.report(.snapshot(snapshotProgress()))
        #expect(reporter.place?.batch == batch(7))
        reporter.report(.stepStarted(step(3)))
        #expect(reporter.place == ProgressReporter.Place(progress: step(3), batch: nil))
        reporter.report(.migrationFinished(step(3), rows: 1, active: .zero))
        #expect(reporter.place == ProgressReporter.Place(progress: step(3), batch: nil))
    }

    @Test("events from several threads never mix their lines")
    func threads() async {
        let transcript = Transcript()
        let reporter = ProgressReporter(format: .json, context: transcript.context())
        await withTaskGroup { group in
            for index in 0..<200 {
                group.addTask { reporter.report(.chunk(step(2), batch(index))) }
            }
        }
        let lines = transcript.output.split(separator: "\n")
        #expect(lines.count == 200)
        #expect(lines.allSatisfy { $0.hasPrefix("{\"schema\":1,") && $0.hasSuffix("}") })
    }
}
