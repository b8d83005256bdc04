import Stopover
import Testing

@testable import StopoverCLI

@Suite struct BaselineOutputTests {
    @Test("what was recorded is listed")
    func recorded() {
        let output = BaselineOutput(version: 3, recorded: [1, 2, 3])
        #expect(
            output.text == "Recorded 3 migrations as applied, without running: 001, 002, 003.")
        #expect(
            output.event.line(at: moment())
                == #"{"schema":1,"time":"2026-11-22T10:15:00.250Z","event":"baseline","#
                + #""version":"003","step":null,"recorded":["001","002","003"]}"# + "\n")
    }

    @Test("nothing new to record is said")
    func nothing() {
        #expect(
            BaselineOutput(version: 3, recorded: []).text
                == "Nothing to record: every migration up to 003 is recorded already.")
    }
}
