import Testing

@testable import Stopover
@testable import StopoverCLI

/// `reset`, and what it asks first.
@Suite struct ResetCommandTests {
    @Test("reset drops everything after the database's name was typed")
    func resetConfirmed() async throws {
        try await Sandbox.with { sandbox in
            try sandbox.writeCounters(rows: 3)
            _ = await sandbox.run("run --create")
            try sandbox.execute("CREATE TABLE extra (id); UPDATE counters SET n = 9")
            let answer = await sandbox.run("reset", typing: "contacts.db")
            #expect(answer.status == .done)
            #expect(answer.error.contains("This drops everything in "))
            #expect(answer.error.contains("contacts.db (2 tables, "))
            #expect(
                answer.error.contains(
                    "). A snapshot is taken first, in \(sandbox.snapshots.directory).\n"
                        + "Type the database's name (contacts.db) to drop everything: "))
            #expect(try sandbox.snapshots.list().snapshots.map(\.purpose) == [.reset])
            #expect(
                answer.output.hasPrefix("Dropped everything and applied 2 migrations: 001, 002.\n"))
            #expect(try sandbox.counters() == [1: 3])
            #expect(
                try sandbox.integers("SELECT count(*) FROM sqlite_master WHERE name = 'extra'") == [
                    0
                ])
        }
    }

    @Test("reset drops nothing where anything else was typed", arguments: ["", "y", "Contacts.db"])
    func resetNotConfirmed(_ answer: String) async throws {
        try await Sandbox.with { sandbox in
            try sandbox.writeCounters(rows: 3)
            _ = await sandbox.run("run --create")
            let answer = await sandbox.run("reset", typing: answer)
            #expect(answer.status == .refused)
            #expect(
                answer.error.hasSuffix(
                    "Error: That is not the database's name\n  Nothing was dropped.\n"))
            #expect(try sandbox.counters() == [1: 3])
        }
    }

    @Test("reset needs --yes where nobody can be asked")
    func resetUnattended() async throws {
        try await Sandbox.with { sandbox in
            try sandbox.writeCounters(rows: 3)
            _ = await sandbox.run("run --create")
            try sandbox.execute("UPDATE counters SET n = 9")
            let refused = await sandbox.run("reset")
            #expect(refused.status == .refused)
            #expect(refused.error.hasPrefix("Error: reset drops everything in "))
            #expect(
                refused.error.hasSuffix(
                    "), and nobody is there to confirm it\n  Say --yes to do it. "
                        + "A snapshot is taken first, in \(sandbox.snapshots.directory).\n"))
            #expect(try sandbox.counters() == [9: 3])
            #expect(await sandbox.run("reset --yes").status == .done)
            #expect(try sandbox.counters() == [1: 3])
        }
    }

    @Test("reset --no-safety-snapshot takes none, and says what that means")
    func resetWithoutSnapshot() async throws {
        try await Sandbox.with { sandbox in
            try sandbox.writeCounters(rows: 3)
            _ = await sandbox.run("run --create")
            let refused = await sandbox.run("reset --no-safety-snapshot")
            #expect(
                refused.error.hasSuffix(
                    "  Say --yes to do it. No snapshot is taken first: it can't be undone.\n"))
            let answer = await sandbox.run("reset --no-safety-snapshot", typing: "contacts.db")
            #expect(answer.status == .done)
            #expect(answer.error.contains("). No snapshot is taken first: it can't be undone.\n"))
            #expect(try sandbox.snapshots.list().snapshots.isEmpty)
        }
    }
}
