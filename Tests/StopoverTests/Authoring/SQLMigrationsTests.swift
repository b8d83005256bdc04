import Foundation
import Testing

@testable import Stopover

@Suite struct SQLMigrationsTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    /// The error of loading the directory, its path left out.
    private func loadError() throws -> String {
        try migrationError { try SQLMigrations.load(directory: directory.path) }
            .description.replacing(directory.path + "/", with: "")
    }

    @Test("A directory's files become migrations in order of version")
    func load() throws {
        try directory.write(SQLFileTests.phones, to: "003_normalize_phones.sql")
        try directory.write("-- migrate:up\nSELECT 1", to: "20261122101500_late.sql")
        try directory.write("-- First\r\n-- migrate:up\r\nSELECT 1", to: "1_first.sql")
        try directory.write("-- migrate:up\nSELECT 1", to: "02__odd name's.sql.SQL")
        let migrations = try SQLMigrations.load(directory: directory.path)
        #expect(migrations.map(\.version.text) == ["1", "02", "003", "20261122101500"])
        #expect(
            migrations.map(\.name) == ["first", "_odd name's.sql", "normalize_phones", "late"])
        #expect(
            migrations.map(\.description) == [
                "First", "", "Keep every phone number in E.164 form", "",
            ])
        #expect(try migrations[2].up.operations.count == 3)
        #expect(try migrations[2].down.operations.count == 1)
        #expect(
            try migrations[2].up.operations[0].location
                == FileLocation(file: directory.path("003_normalize_phones.sql"), line: 2))
    }

    @Test("Other files, hidden files and directories are passed over")
    func others() throws {
        for name in ["README.md", "001_a.sql~", "001_a.sql.bak", ".001_a.sql", "._a", "sql", "a"] {
            try directory.write("not SQL", to: name)
        }
        try FileManager.default.createDirectory(
            atPath: directory.path("archive"), withIntermediateDirectories: false)
        try directory.write("-- migrate:up\nSELECT 1", to: "archive/001_old.sql")
        #expect(try SQLMigrations.load(directory: directory.path).isEmpty)
    }

    @Test("An empty directory holds no migrations, with a slash at its end or without")
    func empty() throws {
        #expect(try SQLMigrations.load(directory: directory.path).isEmpty)
        #expect(try SQLMigrations.load(directory: directory.path + "/").isEmpty)
    }

    @Test("A link to a file is followed")
    func link() throws {
        try directory.write("-- migrate:up\nSELECT 1", to: "elsewhere.txt")
        try FileManager.default.createSymbolicLink(
            atPath: directory.path("001_a.sql"), withDestinationPath: "elsewhere.txt")
        #expect(try SQLMigrations.load(directory: directory.path).map(\.name) == ["a"])
    }

    @Test(
        "A file whose name tells no version is refused",
        arguments: [
            "create.sql", "001.sql", "001_.sql", "_a.sql", "v001_a.sql", "001-a.sql", "١_a.sql",
            "001 _a.sql", "-1_a.sql",
        ]
    )
    func unnamed(name: String) throws {
        try directory.write("-- migrate:up\nSELECT 1", to: name)
        #expect(
            try loadError() == """
                \(name): the file's name is not a version, _, a name and .sql
                  Name it like 003_normalize_phones.sql, or move it elsewhere.
                """)
    }

    @Test("A version has at most 32 digits")
    func longVersion() throws {
        let digits = String(repeating: "1", count: 33)
        try directory.write("-- migrate:up\nSELECT 1", to: digits + "_a.sql")
        #expect(
            try loadError() == """
                \(digits)_a.sql: the version has more than 32 digits
                  Name it like 003_normalize_phones.sql.
                """)
    }

    @Test("What is wrong in a file is told with its path and line")
    func wrong() throws {
        try directory.write("-- migrate:up\nSELECT 1\n-- migrate:dwn\n", to: "001_a.sql")
        #expect(
            try loadError() == """
                001_a.sql:3: there is no section "migrate:dwn"
                  The sections are migrate:up, migrate:down, migrate:batch, migrate:verify and migrate:restore.
                """)
    }

    @Test("Text that is not UTF-8 is refused with its line")
    func notUTF8() throws {
        let head = Array("-- migrate:up\nSELECT '".utf8)
        let tail = Array("';\n".utf8)
        try directory.write(head + [0xE9] + tail, to: "001_latin.sql")
        #expect(
            try loadError() == """
                001_latin.sql:2: the text is not UTF-8
                  Save the file as UTF-8.
                """)
        try directory.write([0xFF, 0xFE] + head.flatMap { [$0, 0] }, to: "001_latin.sql")
        #expect(try loadError().hasPrefix("001_latin.sql:1: the text is not UTF-8\n"))
    }

    @Test("A file of more than 16 MiB is refused, one of 16 MiB is looked at")
    func size() throws {
        let limit = SQLMigrations.fileSizeLimitInBytes
        try directory.write([UInt8](repeating: 0, count: limit), to: "001_large.sql")
        #expect(try loadError().hasPrefix("001_large.sql:1: there is a NUL character"))
        try directory.write([UInt8](repeating: 0, count: limit + 1), to: "001_large.sql")
        #expect(
            try loadError() == """
                001_large.sql: the file is larger than 16 MiB
                  Split it, or load its rows by other means.
                """)
    }

    @Test("A directory and a pipe with a migration's name are refused")
    func notRegular() throws {
        let expected = """
            001_a.sql: it is not a regular file
              Move it elsewhere, or give it another name.
            """
        try FileManager.default.createDirectory(
            atPath: directory.path("001_a.sql"), withIntermediateDirectories: false)
        #expect(try loadError() == expected)
        try FileManager.default.removeItem(atPath: directory.path("001_a.sql"))
        try #require(mkfifo(directory.path("001_a.sql"), 0o600) == 0)
        #expect(try loadError() == expected)
    }

    @Test("A link to nothing is refused")
    func danglingLink() throws {
        try FileManager.default.createSymbolicLink(
            atPath: directory.path("001_a.sql"), withDestinationPath: "gone.sql")
        #expect(
            try loadError() == """
                001_a.sql could not be read
                  Check that it is there and that you may read it.
                """)
    }

    @Test("A directory that is missing, or is none, is refused")
    func noDirectory() throws {
        let missing = try migrationError {
            try SQLMigrations.load(directory: "/nowhere/migrations")
        }
        #expect(
            missing.description == """
                the migrations directory /nowhere/migrations does not exist
                  Make it, or name another one.
                """)
        try directory.write("", to: "file")
        let file = try migrationError { try SQLMigrations.load(directory: directory.path("file")) }
        #expect(
            file.description == """
                \(directory.path("file")) is not a directory
                  Name the directory that holds the migrations.
                """)
        #expect(file.code == .invalidFile)
    }

    @Test("A text is read as the file of the name given")
    func parse() throws {
        let migration = try SQLMigrations.parse(
            SQLFileTests.phones, fileName: "db/003_normalize_phones.sql")
        #expect(migration.version == 3)
        #expect(migration.name == "normalize_phones")
        #expect(migration.foreignKeys == .checked)
        #expect(migration.revision == 1)
        #expect(
            try migration.up.operations[1].location?.description == "db/003_normalize_phones.sql:4")
        let error = try migrationError { try SQLMigrations.parse("", fileName: "a/001_b.sql") }
        #expect(error.message == "a/001_b.sql:1: there is no migrate:up")
    }
}
