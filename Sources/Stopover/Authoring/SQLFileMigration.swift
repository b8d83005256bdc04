/// A migration read from an SQL file.
struct SQLFileMigration: Migration {
    let version: MigrationVersion
    let name: String
    let description: String
    /// The file, as errors call it.
    let file: String
    let up: Steps
    let down: Steps

    /// - Parameter path: version and name are taken from its last part: `003_normalize_phones.sql`.
    init(_ text: String, path: String) throws {
        let fileName = path.split(separator: "/").last.map(String.init) ?? path
        let digits = fileName.prefix { $0.isASCII && $0.isNumber }
        let rest = fileName.dropFirst(digits.count)
        let name = rest.dropFirst().dropLast(SQLFileMigration.fileSuffix.count)
        guard !digits.isEmpty, rest.first == "_", SQLFileMigration.isNamed(fileName), !name.isEmpty
        else {
            throw MigrationError(
                .invalidFile, "\(path): the file's name is not a version, _, a name and .sql",
                hint: "Name it like 003_normalize_phones.sql, or move it elsewhere.")
        }
        guard let version = MigrationVersion(String(digits)) else {
            throw MigrationError(
                .invalidFile,
                "\(path): the version has more than \(MigrationVersion.digitLimit) digits",
                hint: "Name it like 003_normalize_phones.sql.")
        }
        let content = try SQLFile.parse(text, file: path)
        self.version = version
        self.name = String(name)
        description = content.description
        file = path
        up = Steps(content.up)
        down = Steps(content.down)
    }

    private static let fileSuffix = ".sql"

    /// Whether a file of this name is taken for a migration: `.sql`, in whatever case, and not
    /// hidden.
    static func isNamed(_ fileName: String) -> Bool {
        !fileName.hasPrefix(".") && fileName.lowercased().hasSuffix(fileSuffix)
    }
}
