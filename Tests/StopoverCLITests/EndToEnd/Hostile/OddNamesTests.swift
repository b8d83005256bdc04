import Foundation
import Testing

@testable import StopoverCLI

/// Tables, columns and indexes that are called what nobody should call them.
@Suite struct OddNamesTests {
    private static let table = "sel\"ect\t🦒 table 'x' -- migrate:up; [/*"
    private static let key = "gr\"oup by"
    private static let value = "or'der :chunk"
    private static let other = "new\nline"

    private func quoted(_ name: String) -> String {
        "\"\(name.replacing("\"", with: "\"\""))\""
    }

    @Test("a batch, its row snapshot and the way back take any names")
    func story() async throws {
        try await Sandbox.with { sandbox in
            let (table, key) = (quoted(Self.table), quoted(Self.key))
            let (value, other) = (quoted(Self.value), quoted(Self.other))
            try sandbox.execute(
                """
                CREATE TABLE \(table) (
                    \(key) TEXT PRIMARY KEY, \(value) TEXT, "from" BLOB, \(other) INT DEFAULT 3
                ) WITHOUT ROWID;
                CREATE INDEX \(quoted("in\"dex\nön")) ON \(table) (\(value));
                WITH RECURSIVE r(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM r WHERE i < 50)
                INSERT INTO \(table) (\(key), \(value), "from") SELECT 'k''"' || i, 'v' || i, x'00' FROM r;
                """)
            try sandbox.write(
                "001_odd.sql",
                """
                -- migrate:up
                -- migrate:batch table:\(table) key:\(key) chunk:7
                UPDATE \(table) SET \(value) = \(value) || '!', "from" = NULL, \(other) = 4 WHERE :chunk;
                """)
            let rows = """
                SELECT quote(\(key)) || quote(\(value)) || quote("from") || quote(\(other))
                FROM \(table) ORDER BY \(key)
                """
            let before = try sandbox.texts(rows)
            let run = try await sandbox.tool("run --chunk-rows 7")
            #expect(run.code == 0)
            #expect(run.error.contains("Batch sel\"ect 🦒 table 'x' -- migrate:up; [/*\n"))
            #expect(
                try sandbox.integers(
                    """
                    SELECT count(*) FROM \(table)
                    WHERE \(value) LIKE 'v%!' AND "from" IS NULL AND \(other) = 4
                    """) == [50])
            #expect(try await sandbox.tool("snapshot verify --all").code == 0)
            #expect(try await sandbox.tool("rollback").code == 0)
            #expect(try sandbox.texts(rows) == before)
        }
    }
}
