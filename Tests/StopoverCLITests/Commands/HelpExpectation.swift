import ArgumentParser
import Stopover
import Testing

@testable import StopoverCLI

/// What stands between a command's own parts, the same in each.
private let flags = """
    FLAGS OF EVERY COMMAND:
      --database <path>       The database: a path, or a sqlite: URL. (default:
                              DATABASE_URL)
      --migrations <dir>      The directory of the migrations. (default:
                              ./migrations)
      --snapshot-dir <dir>    The directory of the snapshots. (default:
                              DATABASE.snapshots)
      --format <format>       How results and progress are written; json is one
                              object a line. (values: text, json; default: text)
      --history-table <name>  The table that the history is kept in. (default:
                              _migrations)
      --allow-newer           Allow a database that is newer than these migrations.
    """

/// Expects the help of a command, 80 columns wide: its beginning, the flags of every command, its end.
func expectHelp(
    of command: any ParsableCommand.Type, _ beginning: String, _ end: String,
    at location: SourceLocation = #_sourceLocation
) {
    let help = RootCommand<HelpProgram>.helpMessage(for: command, columns: 80)
    // Where a command holds others, there is no newline at the end.
    let lines = help.hasSuffix("\n") ? String(help.dropLast()) : help
    #expect(
        lines == [beginning, flags, end].joined(separator: "\n\n"), sourceLocation: location)
}

enum HelpProgram: MigrationProgram {
    static let name = "stopover"
    static let abstract = "Migrate something."

    static func migrations(directory: String?) throws -> [any Migration] { [] }
}
