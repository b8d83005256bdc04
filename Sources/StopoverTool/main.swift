import Foundation
import Stopover
import StopoverCLI

/// The ready-made command for directories of SQL files.
enum Tool: MigrationProgram {
    static let name = "stopover"
    static let abstract = "Migrate SQLite databases, and the rows in them, however many there are."

    static func migrations(directory: String?) throws -> [any Migration] {
        try SQLMigrations.load(directory: directory ?? ".")
    }
}

exit(await StopoverCommands<Tool>.run(Array(CommandLine.arguments.dropFirst())))
