import Foundation
import Testing

@testable import StopoverCLI

/// `new`, and the files that it writes.
@Suite struct NewCommandTests {
    @Test("new writes the next file, whatever is in the directory")
    func new() async throws {
        try await Sandbox.with { sandbox in
            let first = await sandbox.run("new create_contacts")
            #expect(first.status == .done)
            #expect(first.output == "\(sandbox.migrations)/001_create_contacts.sql\n")
            try sandbox.write("007_broken.sql", "-- migrate:nonsense")
            let second = await sandbox.run("new NormalizePhones --batch")
            #expect(second.output == "\(sandbox.migrations)/008_normalize_phones.sql\n")
            let swift = await sandbox.run("new merge --swift")
            #expect(swift.output == "\(sandbox.migrations)/009_merge.swift\n")
            let json = await sandbox.run("new x --format json")
            #expect(
                json.output
                    == #"{"schema":1,"time":"2026-11-22T10:15:00.250Z","event":"created","#
                    + #""version":"010","step":null,"path":"\#(sandbox.migrations)/010_x.sql"}"#
                    + "\n")
        }
    }

    @Test("new refuses a name without a word")
    func newWithoutName() async throws {
        try await Sandbox.with { sandbox in
            let answer = await sandbox.run("new ___")
            #expect(answer.status == .usage)
            #expect(
                answer.error == """
                    Error: The name needs a letter or a digit, a to z or 0 to 9.
                    See 'tool new --help' for more information.

                    """)
            #expect(!FileManager.default.fileExists(atPath: sandbox.migrations))
        }
    }

    @Test("what new writes can be planned and run as it is", arguments: ["", " --batch"])
    func newRuns(flag: String) async throws {
        try await Sandbox.with { sandbox in
            // The batch's template wants a table that is there, the other one makes it.
            let table = flag.isEmpty ? "other" : "table_name"
            try sandbox.execute(
                """
                CREATE TABLE \(table) (id INTEGER PRIMARY KEY, old_column);
                INSERT INTO \(table) (old_column) VALUES ('A'), (NULL)
                """)
            _ = await sandbox.run("new try_it" + flag)
            #expect(await sandbox.run("run").status == .done)
            #expect(await sandbox.run("rollback").status == .done)
        }
    }
}
