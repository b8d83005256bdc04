import Foundation
import Testing

@testable import StopoverCLI

/// Signals sent to the built tool while it is at work.
@Suite struct SignalTests {
    @Test(
        "the first signal stops it at the next chunk, and the next run goes on",
        arguments: [SIGINT, SIGTERM])
    func first(signal: Int32) async throws {
        try await Sandbox.with { sandbox in
            try sandbox.writeCounters(rows: 20_000)
            #expect(try await sandbox.tool("run --create --to 1").code == 0)

            let process = try ToolProcess("run --chunk-rows 1 --format json", in: sandbox)
            try await process.wait(for: #""event":"chunk""#, thenSend: signal)
            let ending = try await process.end()
            #expect(!ending.bySignal)
            #expect(ending.code == 75)
            #expect(ending.output.contains(#""event":"stopping""#))
            let last = try #require(ending.output.split(separator: "\n").last)
            #expect(
                last.contains(#""event":"stopped","version":"002","step":1,"reason":"interrupted""#)
            )
            #expect(ending.error.isEmpty)

            let done = try sandbox.counters()[1] ?? 0
            #expect(done > 0 && done < 20_000)
            let status = try await sandbox.tool("status --check")
            #expect(status.code == 1)
            #expect(status.output.contains("interrupted"))

            #expect(try await sandbox.tool("run").code == 0)
            #expect(try sandbox.counters() == [1: 20_000])
        }
    }

    @Test("in text it says that it is stopping, where it stands and how to go on")
    func text() async throws {
        try await Sandbox.with { sandbox in
            try sandbox.writeCounters(rows: 20_000)
            #expect(try await sandbox.tool("run --create --to 1").code == 0)

            let process = try ToolProcess("run --chunk-rows 1", in: sandbox, watching: .error)
            try await process.wait(
                for: "002 count: step 1 of 1, Batch counters\n", thenSend: SIGINT)
            try await process.wait(for: "stopping at the next chunk…\n")
            let ending = try await process.end()
            #expect(ending.code == 75)
            #expect(ending.output.contains("Stopped in 002 count, step 1 of 1, Batch counters"))
            #expect(
                ending.output.hasSuffix(
                    ": it was asked to.\nWhat is committed stays: run again to go on.\n"))
        }
    }

    @Test("the second signal ends it at once and loses nothing", arguments: [SIGINT, SIGTERM])
    func second(signal: Int32) async throws {
        try await Sandbox.with { sandbox in
            try sandbox.writeCounters(rows: 3)
            #expect(try await sandbox.tool("run --create --to 1").code == 0)
            // One chunk of this never ends.
            try sandbox.write(
                "002_count.sql",
                """
                -- migrate:up
                -- migrate:batch table:counters
                UPDATE counters SET n = n + (
                    WITH RECURSIVE r(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM r)
                    SELECT count(*) FROM r WHERE i < 0
                ) WHERE :chunk;
                """)
            let process = try ToolProcess("run", in: sandbox, watching: .error)
            try await process.wait(for: "002 count: step 1 of 1, Batch counters\n")
            try await blocking { try waitForChunk(in: sandbox) }
            process.send(signal)
            try await process.wait(for: "stopping at the next chunk…\n", thenSend: signal)
            let ending = try await process.end()
            #expect(ending.bySignal)
            #expect(ending.code == signal)

            #expect(try sandbox.counters() == [0: 3])
            try sandbox.writeCounters(rows: 3)
            #expect(try await sandbox.tool("run --accept-changed 2").code == 0)
            #expect(try sandbox.counters() == [1: 3])
        }
    }

    /// Waits until a batch's first chunk has the write lock: what stops the run sooner needs no chunk to end.
    private func waitForChunk(in sandbox: Sandbox) throws {
        let bounds = "SELECT count(*) FROM _migration_checkpoint_keys WHERE upper IS NOT NULL"
        let write = "UPDATE counters SET n = n WHERE 0"
        let attempts = 1...1_000_000
        try #require(attempts.contains { _ in (try? sandbox.integers(bounds)) == [1] })
        try #require(attempts.contains { _ in (try? sandbox.execute(write)) == nil })
    }

    @Test("a kill in the middle loses nothing and changes nothing twice")
    func kill() async throws {
        try await Sandbox.with { sandbox in
            try sandbox.writeCounters(rows: 20_000)
            #expect(try await sandbox.tool("run --create --to 1").code == 0)
            for _ in 1...3 {
                let process = try ToolProcess("run --chunk-rows 7 --format json", in: sandbox)
                try await process.wait(for: #""event":"chunk""#, thenSend: SIGKILL)
                let ending = try await process.end()
                #expect(ending.bySignal)
            }
            #expect(try await sandbox.tool("run").code == 0)
            #expect(try sandbox.counters() == [1: 20_000])
        }
    }

    @Test("a rollback stops and goes on as a run does")
    func rollback() async throws {
        try await Sandbox.with { sandbox in
            try sandbox.writeCounters(rows: 1_000)
            #expect(try await sandbox.tool("run --create").code == 0)
            // A rollback has no --chunk-rows, so the file itself says it.
            try sandbox.write(
                "002_count.sql",
                """
                -- migrate:up
                -- migrate:batch table:counters
                UPDATE counters SET n = n + 1 WHERE :chunk;
                -- migrate:down
                -- migrate:batch table:counters chunk:1
                UPDATE counters SET n = n - 1 WHERE :chunk;
                """)
            let process = try ToolProcess("rollback --format json", in: sandbox)
            try await process.wait(for: #""event":"chunk""#, thenSend: SIGTERM)
            let ending = try await process.end()
            #expect(ending.code == 75)
            #expect(ending.output.contains(#""command":"rollback""#))
            #expect(try (sandbox.counters()[1] ?? 0) > 0)
            #expect(try await sandbox.tool("rollback").code == 0)
            #expect(try sandbox.counters() == [0: 1_000])
        }
    }
}
