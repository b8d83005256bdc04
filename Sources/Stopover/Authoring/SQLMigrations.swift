/// Migrations written as SQL files: a directory of `003_normalize_phones.sql`.
public enum SQLMigrations {
    /// Reads every `.sql` file of a directory; other files are passed over.
    ///
    /// - Throws: ``MigrationError`` that names file and line of what can't be read.
    public static func load(directory: String) throws -> [any Migration] { fatalError("being built") }

    /// Reads one file's text.
    ///
    /// - Parameter fileName: version and name are taken from it: `003_normalize_phones.sql`.
    public static func parse(_ text: String, fileName: String) throws -> any Migration {
        fatalError("being built")
    }
}
