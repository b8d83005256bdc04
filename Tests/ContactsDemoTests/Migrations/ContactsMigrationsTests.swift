import Stopover
import Testing

@testable import ContactsDemo

struct ContactsMigrationsTests {
    @Test func areSevenInSwiftAndSQL() throws {
        let migrations = try ContactsMigrations.all()
        #expect(
            migrations.map { "\($0.version) \($0.name)" } == [
                "001 create_contacts", "002 add_columns", "003 normalize_phones",
                "004 normalize_emails", "005 move_phones", "006 merge_duplicates",
                "007 use_normalized_phones",
            ])
        #expect(
            migrations.map(\.description) == [
                "Companies, contacts and orders",
                "Columns for what the next migrations find out, and when a contact was last touched",
                "Keep every phone number in E.164 form",
                "Keep every mail address trimmed and in lower case",
                "Move phone numbers to a table of their own",
                "Merge contacts that share a mail address",
                "Show every phone number in E.164 form",
            ])
    }

    @Test func canBeTakenBackButForTheMerge() throws {
        let database = try DemoDatabase(rows: 100)
        try database.migrator().runAndWait()
        let status = try database.migrator().status()
        #expect(status.isUpToDate)
        #expect(
            status.migrations.map(\.isReversible) == [true, true, true, true, true, false, true])
    }

    @Test func theLastGoesBackFromItsRowSnapshot() throws {
        let database = try DemoDatabase(rows: 300)
        try database.migrator().runAndWait(to: 6)
        let before = try Self.content(database)
        try database.migrator().runAndWait()
        #expect(try Self.content(database) != before)
        try database.migrator().rollback()
        #expect(try Self.content(database) == before)
    }

    /// From each version back to 001 and up again.
    @Test(arguments: 2...5)
    func giveBackWhatWasThereBefore(version: Int) throws {
        let database = try DemoDatabase(rows: 300)
        let before = try Self.content(database)
        let target = try #require(MigrationVersion("00\(version)"))
        try database.migrator().runAndWait(to: target)
        #expect(try Self.content(database) != before)
        try database.migrator().rollback(.to(1))
        #expect(try Self.content(database) == before)
        try database.migrator().runAndWait()
        #expect(try database.comparison().differences == [])
    }

    @Test(arguments: [2, 3, 4] as [Int])
    func giveBackTheVersionBefore(version: Int) throws {
        let database = try DemoDatabase(rows: 300)
        let (before, after) = (
            try #require(MigrationVersion("00\(version)")),
            try #require(MigrationVersion("00\(version + 1)"))
        )
        try database.migrator().runAndWait(to: before)
        let content = try Self.content(database)
        try database.migrator().runAndWait(to: after)
        try database.migrator().rollback()
        #expect(try Self.content(database) == content)
    }

    /// All rows, column by column in order of name: a column that went and came back stands last.
    private static func content(_ database: DemoDatabase) throws -> [String] {
        try database.tables().flatMap { table in
            let columns = table.columns.sorted().joined(separator: ", ")
            return try ["\(table.name): \(columns)"]
                + database.rows("SELECT \(columns) FROM \(table.name) ORDER BY \(columns)")
        }
    }
}
