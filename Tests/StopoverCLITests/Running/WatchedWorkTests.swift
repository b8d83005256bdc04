import Testing

@testable import Stopover
@testable import StopoverCLI

@Suite struct WatchedWorkTests {
    private struct Broken: Error {}

    @Test("what the work comes to is handed on, its progress is shown, and the bar is erased")
    func result() async throws {
        let transcript = Transcript()
        let work = WatchedWork(format: .text, context: transcript.context(canRedraw: true))
        let result = try await work { stop, onProgress in
            onProgress(.snapshot(snapshotProgress(name: "a")))
            return stop.isRequested ? 0 : 7
        }
        #expect(result == 7)
        #expect(transcript.error.hasPrefix("writing a "))
        #expect(transcript.error.hasSuffix("\r\u{1B}[K"))
        #expect(transcript.output.isEmpty)
    }

    @Test("where it fails the bar is erased first, and the error is handed on")
    func failure() async {
        let transcript = Transcript()
        let work = WatchedWork(format: .text, context: transcript.context(canRedraw: true))
        await #expect(throws: Broken.self) {
            try await work { _, onProgress in
                onProgress(.snapshot(snapshotProgress(name: "a")))
                throw Broken()
            }
        }
        #expect(transcript.error.hasSuffix("\r\u{1B}[K"))
    }
}
