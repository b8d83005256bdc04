import Stopover

/// The contacts database's migrations, in Swift and in SQL.
enum ContactsMigrations {
    static func all() throws -> [any Migration] {
        [
            CreateContacts(),
            try addColumns(),
            NormalizePhones(),
            NormalizeEmails(),
            MovePhones(),
            MergeDuplicates(),
            UseNormalizedPhones(),
        ]
    }

    /// The file is part of the executable, which so depends on no directory.
    private static func addColumns() throws -> any Migration {
        let text = String(decoding: PackageResources._02_add_columns_sql, as: UTF8.self)
        return try SQLMigrations.parse(text, fileName: "002_add_columns.sql")
    }
}
