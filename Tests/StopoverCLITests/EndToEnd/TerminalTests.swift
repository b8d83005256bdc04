import Foundation
import Testing

/// The built tool on a terminal.
@Suite struct TerminalTests {
    private let erase = "\r\u{1B}[K"

    @Test(
        "a run redraws one line, no wider than the terminal, and leaves a line for each migration")
    func bar() async throws {
        try await Sandbox.with { sandbox in
            try sandbox.writeCounters(rows: 3_000)
            let terminal = try Terminal(columns: 50)
            let process = try ToolProcess(
                "run --create --chunk-rows 5", in: sandbox, environment: ["TERM": "xterm"],
                terminal: terminal)
            let ending = try await process.end()
            #expect(ending.code == 0)
            #expect(ending.output.hasPrefix("Applied 2 migrations: 001, 002.\n3,000 rows in "))

            // The terminal turns each newline into a carriage return and a newline.
            let lines = try await terminal.shown().split(separator: "\r\n").map(String.init)
            #expect(lines.count == 2)
            let first = try #require(lines.first)
            let last = try #require(lines.last)
            #expect(first.contains(erase + "001 create_counters: applied, in "))
            #expect(last.contains(erase + "002 count: applied, 3,000 rows in "))
            let drawn = lines.joined(separator: erase).components(separatedBy: erase)
            #expect(drawn.contains { $0.hasPrefix("002 count 1/1 ") && $0.contains("░") })
            #expect(drawn.filter { $0.count >= 50 } == [])
        }
    }

    @Test("a signal's answer stands on a line of its own")
    func stopping() async throws {
        try await Sandbox.with { sandbox in
            try sandbox.writeCounters(rows: 20_000)
            #expect(try await sandbox.tool("run --create --to 1").code == 0)
            let terminal = try Terminal()
            let process = try ToolProcess(
                "run --chunk-rows 1", in: sandbox, environment: ["TERM": "xterm"],
                terminal: terminal)
            try await terminal.wait(for: "002 count 1/1 ") { process.send(SIGINT) }
            let ending = try await process.end()
            #expect(ending.code == 75)
            let shown = try await terminal.shown()
            #expect(shown.contains(erase + "stopping at the next chunk…\r\n"))
            #expect(shown.hasSuffix(erase))
        }
    }

    @Test("a terminal that can't redraw gets plain lines")
    func dumb() async throws {
        try await Sandbox.with { sandbox in
            try sandbox.writeCounters(rows: 3)
            let terminal = try Terminal()
            let process = try ToolProcess(
                "run --create", in: sandbox, environment: ["TERM": "dumb"], terminal: terminal)
            #expect(try await process.end().code == 0)
            let shown = try await terminal.shown()
            #expect(!shown.contains("\u{1B}"))
            #expect(shown.contains("002 count: step 1 of 1, Batch counters\r\n"))
        }
    }

    @Test("reset asks for the database's name", arguments: [("contacts.db", 0), ("no", 3)])
    func reset(answer: String, code: Int32) async throws {
        try await Sandbox.with { sandbox in
            try sandbox.writeCounters(rows: 3)
            #expect(try await sandbox.tool("run --create").code == 0)
            try sandbox.execute("UPDATE counters SET n = 9")
            let terminal = try Terminal()
            let process = try ToolProcess("reset", in: sandbox, terminal: terminal)
            try await terminal.wait(
                for: "Type the database's name (contacts.db) to drop everything: ")
            try terminal.type(answer)
            #expect(try await process.end().code == code)
            #expect(try sandbox.counters() == (code == 0 ? [1: 3] : [9: 3]))
        }
    }
}
