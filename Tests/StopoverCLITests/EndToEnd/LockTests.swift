import Foundation
import Testing

/// Several of the built tool at one database.
@Suite struct LockTests {
    @Test("processes that start together apply each migration once")
    func together() async throws {
        try await Sandbox.with { sandbox in
            try sandbox.writeCounters(rows: 2_000)
            let processes = try (1...3).map { _ in
                try ToolProcess("run --create --wait 1m --format json", in: sandbox)
            }
            var applied: [String] = []
            for process in processes {
                let ending = try await process.end()
                #expect(ending.code == 0, "\(ending.output)")
                applied += ending.output.split(separator: "\n").map(String.init)
                    .filter { $0.contains(#""event":"migration_finished""#) }
            }
            #expect(applied.count == 2)
            #expect(try sandbox.counters() == [1: 2_000])
        }
    }

    @Test("one that doesn't wait says who holds the lock, and status shows the run")
    func busy() async throws {
        try await Sandbox.with { sandbox in
            try sandbox.writeCounters(rows: 20_000)
            #expect(try await sandbox.tool("run --create --to 1").code == 0)
            let holder = try ToolProcess("run --chunk-rows 1 --format json", in: sandbox)
            try await holder.wait(for: #""event":"chunk""#)

            let other = try await sandbox.tool("run")
            #expect(other.code == 75)
            #expect(other.output.isEmpty)
            #expect(other.error.hasPrefix("Error: "))
            let status = try await sandbox.tool("status --check")
            #expect(status.code == 2)
            #expect(status.output.contains("running"))
            #expect(status.output.contains("\nA run is under way: "))

            holder.send(SIGINT)
            #expect(try await holder.end().code == 75)
            #expect(try await sandbox.tool("run").code == 0)
            #expect(try sandbox.counters() == [1: 20_000])
        }
    }

    @Test("one that waits says so, and a signal ends its waiting")
    func waiting() async throws {
        try await Sandbox.with { sandbox in
            try sandbox.writeCounters(rows: 20_000)
            #expect(try await sandbox.tool("run --create --to 1").code == 0)
            let holder = try ToolProcess("run --chunk-rows 1 --format json", in: sandbox)
            try await holder.wait(for: #""event":"chunk""#)
            let other = try ToolProcess("run --wait 10m", in: sandbox, watching: .error)
            try await other.wait(for: "waiting for another run to end: ", thenSend: SIGINT)
            #expect(try await other.end().code == 75)
            holder.send(SIGINT)
            #expect(try await holder.end().code == 75)
        }
    }

    @Test("a killed holder blocks nobody")
    func deadHolder() async throws {
        try await Sandbox.with { sandbox in
            try sandbox.writeCounters(rows: 20_000)
            #expect(try await sandbox.tool("run --create --to 1").code == 0)
            let holder = try ToolProcess("run --chunk-rows 1 --format json", in: sandbox)
            try await holder.wait(for: #""event":"chunk""#, thenSend: SIGKILL)
            #expect(try await holder.end().bySignal)
            #expect(try await sandbox.tool("run").code == 0)
            #expect(try sandbox.counters() == [1: 20_000])
        }
    }
}
