import Foundation
import GRDB
import Testing

/// The built tool, killed at any moment of a batch that goes without its indexes: the end is that of a run
/// that keeps them.
@Suite("Index deferral, killed")
struct IndexKillTests {
    private static let caseCount = 6
    private static let rows = 12_000

    private static func make(in sandbox: Sandbox) throws {
        try sandbox.execute(
            """
            CREATE TABLE contacts (id INTEGER PRIMARY KEY, phone TEXT, name TEXT);
            WITH RECURSIVE i (x) AS (VALUES (1) UNION ALL SELECT x + 1 FROM i WHERE x < \(rows))
            INSERT INTO contacts SELECT x, '0' || (x * 7919 % 100003), 'n' || x % 97 FROM i;
            CREATE INDEX by_phone ON contacts (phone);
            CREATE INDEX by_both ON contacts (name, lower(phone)) WHERE phone <> '';
            CREATE INDEX by_name ON contacts (name);
            ANALYZE;
            """)
        try sandbox.write(
            "001_normalize.sql",
            """
            -- migrate:up
            -- migrate:batch table:contacts
            UPDATE contacts SET phone = '+' || phone WHERE :chunk;
            """)
    }

    private static func state(_ sandbox: Sandbox) throws -> [String] {
        try sandbox.texts("SELECT id || phone || name FROM contacts ORDER BY id")
            + sandbox.texts(
                "SELECT name || sql FROM sqlite_master WHERE tbl_name = 'contacts' ORDER BY 1")
            + sandbox.texts("SELECT tbl || idx || stat FROM sqlite_stat1 ORDER BY 1")
            + sandbox.texts("PRAGMA integrity_check")
    }

    @Test("runs, and rollbacks of half-done and whole ones", arguments: 0..<caseCount)
    func killed(_ number: Int) async throws {
        var killer = Killer(seed: number)
        try await Sandbox.with { sandbox in
            try Self.make(in: sandbox)
            let before = try Self.state(sandbox)
            #expect(try await sandbox.tool("run --snapshot rows --indexes keep").code == 0)
            let after = try Self.state(sandbox)
            #expect(try await sandbox.tool("rollback").code == 0)
            #expect(try Self.state(sandbox) == before)

            let run = "run --snapshot rows --indexes rebuild --chunk-rows \(300 + 150 * number)"
            // Half done, or done, or not begun: whatever the first process came to.
            _ = try await killer.run(run, in: sandbox)
            if try await killer.toTheEnd("rollback", in: sandbox) {
                #expect(try Self.state(sandbox) == before)
            }
            _ = try await killer.toTheEnd(run, in: sandbox)
            #expect(try Self.state(sandbox) == after)
            _ = try await killer.toTheEnd("rollback", in: sandbox)
            #expect(try Self.state(sandbox) == before)
        }
        print("\(killer.killed) of \(killer.runs) processes were killed")
    }

    @Test("status, the next run and its summary say what is missing")
    func told() async throws {
        try await Sandbox.with { sandbox in
            try Self.make(in: sandbox)
            try sandbox.execute(
                """
                CREATE TRIGGER stop BEFORE UPDATE ON contacts WHEN new.id = 6000
                BEGIN SELECT RAISE(ABORT, 'not this one'); END
                """)
            let failed = try await sandbox.tool(
                "run --indexes rebuild --chunk-rows 500 --format json")
            #expect(failed.code == 1)
            #expect(failed.output.contains(#""event":"indexes_dropped""#))
            #expect(failed.output.contains(#""indexes":["by_both","by_phone"]"#))
            let status = try await sandbox.tool("status")
            #expect(status.output.contains(" % done, without indexes by_both, by_phone\n"))
            let plan = try await sandbox.tool("plan")
            #expect(
                plan.output.contains(
                    "  - Indexes by_both, by_phone are missing since 001 was stopped, and are built again.\n"
                ))
            try sandbox.execute("DROP TRIGGER stop")
            let going = try await sandbox.tool("run --indexes keep")
            #expect(going.code == 0)
            #expect(
                going.error.contains(
                    """
                    001 normalize: going on at step 1 of 1
                    001 normalize: step 1 of 1, Batch contacts
                    001 normalize: building index by_both again, about 12,000 rows
                    001 normalize: building index by_phone again, about 12,000 rows
                    001 normalize: step 1 of 1, Batch contacts

                    """))
            #expect(try await sandbox.tool("status").output.contains("without") == false)
        }
    }

    @Test("anything but the three words is a usage error")
    func refused() async throws {
        try await Sandbox.with { sandbox in
            try Self.make(in: sandbox)
            let answer = try await sandbox.tool("run --indexes never")
            #expect(answer.code == 64)
            #expect(answer.error.contains("write auto, keep or rebuild"))
        }
    }
}

extension Killer {
    private static let limit = 12

    /// Runs the command until it ends by itself.
    ///
    /// - Returns: false where there was nothing left to do for it.
    fileprivate mutating func toTheEnd(_ line: String, in sandbox: Sandbox) async throws -> Bool {
        var ending: ToolProcess.Ending?
        for _ in 1...Self.limit where ending == nil { ending = try await run(line, in: sandbox) }
        let last: ToolProcess.Ending
        if let ending { last = ending } else { last = try await sandbox.tool(line) }
        #expect(last.code == 0, "\(last.error)\n\(last.output)")
        return !last.output.contains("Nothing")
    }
}
