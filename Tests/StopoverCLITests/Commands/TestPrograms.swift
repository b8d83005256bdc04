import ArgumentParser
import Stopover
import Testing

@testable import StopoverCLI

/// A program that reads a directory: its one migration is called after it.
enum TestProgram: MigrationProgram {
    static let name = "tool"
    static let abstract = "Migrate something."

    static func migrations(directory: String?) throws -> [any Migration] {
        [NamedMigration(name: directory ?? "none")]
    }
}

/// A program whose migrations come from code alone, with a database of its own.
enum CodeProgram: MigrationProgram {
    static let name = "app"
    static let abstract = "Migrate the app's database."
    static let defaultDatabase: String? = "own.db"
    static let usesDirectory = false

    static func migrations(directory: String?) throws -> [any Migration] {
        [NamedMigration(name: directory ?? "none")]
    }
}

struct NamedMigration: Migration {
    let version: MigrationVersion = 1
    let name: String

    var up: Steps { Execute("CREATE TABLE t (id INTEGER PRIMARY KEY)") }
}

/// Splits a command line at its spaces.
func words(_ line: String) -> [String] {
    line.split(separator: " ").map(String.init)
}

/// Parses a command line of the program that the command belongs to.
func parse<Command: StopoverCommand>(_ line: String, as type: Command.Type) throws -> Command {
    try #require(RootCommand<Command.Program>.parseAsRoot(words(line)) as? Command)
}

/// A program whose migrations can't be had.
enum BrokenProgram: MigrationProgram {
    struct Secret: Error, CustomStringConvertible {
        let description = "alice@example.com"
    }

    static let name = "broken"
    static let abstract = "Fail."

    static func migrations(directory: String?) throws -> [any Migration] { throw Secret() }
}
