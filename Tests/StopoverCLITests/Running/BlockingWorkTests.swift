import Testing

@testable import StopoverCLI

@Suite struct BlockingWorkTests {
    private struct Broken: Error {}

    @Test("its result and its error come back")
    func result() async throws {
        #expect(try await blocking { 7 } == 7)
        await #expect(throws: Broken.self) { try await blocking { throw Broken() } }
    }

    @Test("works that wait for each other don't hold each other up")
    func noStarvation() async throws {
        // Far more than Swift's concurrency has threads: if works took those, none would ever end.
        let works = 64
        let (stream, begun) = AsyncStream<Void>.makeStream()
        let ended = StopGate()
        try await withThrowingTaskGroup { group in
            for _ in 0..<works {
                group.addTask {
                    try await blocking {
                        begun.yield()
                        ended.wait()
                    }
                }
            }
            var count = 0
            for await _ in stream {
                count += 1
                if count == works { break }
            }
            ended.open()
            try await group.waitForAll()
        }
    }
}
