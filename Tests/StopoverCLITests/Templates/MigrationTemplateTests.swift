import Foundation
import GRDB
import Stopover
import Testing

@testable import StopoverCLI

@Suite struct MigrationTemplateTests {
    @Test("a SQL file")
    func sql() throws {
        let template = try template(.sql, hasBatch: false)
        #expect(template.fileName == "003_normalize_phones.sql")
        #expect(
            template.text == """
                -- Normalize phones
                -- migrate:up
                CREATE TABLE table_name (id INTEGER PRIMARY KEY);
                -- migrate:down
                DROP TABLE table_name;

                """)
    }

    @Test("a SQL file with a batch")
    func sqlBatch() throws {
        let template = try template(.sql, hasBatch: true)
        #expect(template.fileName == "003_normalize_phones.sql")
        #expect(
            template.text == """
                -- Normalize phones
                -- migrate:up
                ALTER TABLE table_name ADD COLUMN new_column TEXT;
                -- migrate:batch table:table_name
                UPDATE table_name SET new_column = lower(old_column)
                WHERE old_column IS NOT NULL AND new_column IS NULL AND :chunk;
                -- migrate:verify every row has its new value
                SELECT 1 FROM table_name WHERE old_column IS NOT NULL AND new_column IS NULL;
                -- migrate:down
                ALTER TABLE table_name DROP COLUMN new_column;

                """)
    }

    @Test("a Swift file")
    func swift() throws {
        let template = try template(.swift, hasBatch: false)
        #expect(template.fileName == "003_normalize_phones.swift")
        #expect(
            template.text == """
                import Stopover

                struct NormalizePhones: Migration {
                    let version: MigrationVersion = "003"
                    let name = "normalize_phones"
                    let description = "Normalize phones"

                    var up: Steps {
                        Execute("CREATE TABLE table_name (id INTEGER PRIMARY KEY)")
                    }

                    var down: Steps {
                        Execute("DROP TABLE table_name")
                    }
                }

                """)
    }

    @Test("a Swift file with a batch, which stands beside this one so that it is compiled")
    func swiftBatch() throws {
        let template = try template(.swift, hasBatch: true)
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent(template.fileName)
        #expect(try template.text == String(contentsOf: file, encoding: .utf8))
    }

    @Test("the Swift file runs, and is taken back")
    func swiftBatchRuns() throws {
        let queue = try DatabaseQueue()
        try queue.write { db in
            try db.execute(
                sql: """
                    CREATE TABLE table_name (id INTEGER PRIMARY KEY, old_column TEXT);
                    INSERT INTO table_name (old_column) VALUES ('ABC'), (NULL)
                    """)
        }
        let migrator = try Migrator(queue, migrations: [NormalizePhones()])
        try migrator.runAndWait()
        let new = try queue.read {
            try String?.fetchAll($0, sql: "SELECT new_column FROM table_name ORDER BY id")
        }
        #expect(new == ["abc", nil])
        try migrator.rollback()
        #expect(try queue.read { try $0.columns(in: "table_name").count } == 2)
    }

    private func template(_ language: MigrationTemplate.Language, hasBatch: Bool) throws
        -> MigrationTemplate
    {
        MigrationTemplate(
            version: "003", name: try #require(MigrationName("normalize phones")),
            hasBatch: hasBatch, language: language)
    }
}
