import Testing

@testable import Stopover
@testable import StopoverCLI

@Suite struct EngineRunTests {
    private struct Broken: Error {}

    @Test(
        "what the work reports is written and decides the status",
        arguments: [
            (runReport(finished: [1]), CommandStatus.done, "Applied 1 migration: 001.\n"),
            (
                runReport(finished: [1], quarantined: 1), .exceptions,
                """
                Applied 1 migration: 001.
                1 row was refused by its migration, stays as it was and is in quarantine.

                """
            ),
            (
                runReport(.stopped(.interrupted, at: 3)), .stopped,
                """
                Stopped in 003 normalize_phones, step 2 of 3, Transform contacts, \
                450,000 of 1,000,000 rows (45 %): it was asked to.
                What is committed stays: run again to go on.

                """
            ),
        ])
    func report(_ report: RunReport, status: CommandStatus, output: String) async throws {
        let transcript = Transcript()
        let run = EngineRun(kind: .run, format: .text, context: transcript.context())
        let answer = try await run { _, onProgress in
            onProgress(.chunk(step(2), batch(450_000)))
            return report
        }
        #expect(answer == status)
        #expect(transcript.output == output)
        #expect(
            transcript.error == """
                003 normalize_phones: step 2 of 3, Transform contacts
                003 normalize_phones: 450,000 of 1,000,000 rows (45 %), 412,000 rows/s, 2m 10s left

                """)
    }

    @Test("with JSON the summary is the last line after those of the progress")
    func json() async throws {
        let transcript = Transcript()
        let run = EngineRun(kind: .rollback, format: .json, context: transcript.context())
        let answer = try await run { _, onProgress in
            onProgress(.waiting(holder: "x"))
            return runReport()
        }
        #expect(answer == .done)
        let lines = transcript.output.split(separator: "\n")
        #expect(lines.count == 2)
        #expect(lines.first?.contains(#""event":"waiting""#) == true)
        #expect(lines.last?.contains(#""event":"finished""#) == true)
        #expect(lines.last?.contains(#""command":"rollback""#) == true)
        #expect(transcript.error.isEmpty)
    }

    @Test("where the work fails the bar is erased first, and the error is handed on")
    func failure() async throws {
        let transcript = Transcript()
        let context = transcript.context(canRedraw: true)
        let run = EngineRun(kind: .run, format: .text, context: context)
        await #expect(throws: Broken.self) {
            _ = try await run { _, onProgress in
                onProgress(.stepStarted(step(1, "x")))
                throw Broken()
            }
        }
        #expect(transcript.error == "003 normalize_phones: step 1 of 3, x\r\u{1B}[K")
        #expect(transcript.output.isEmpty)
    }

    @Test("nobody has asked the work to stop when it begins")
    func stop() async throws {
        let run = EngineRun(kind: .run, format: .text, context: Transcript().context())
        let answer = try await run { stop, _ in
            stop.isRequested ? runReport(.stopped(.interrupted, at: 1)) : runReport()
        }
        #expect(answer == .done)
    }
}
