import ArgumentParser
import Stopover
import Testing

@testable import StopoverCLI

/// `--help` is documentation, so it is fixed word for word.
@Suite struct HelpTests {
    /// What stands between a command's own parts, the same in each.
    private let flags = """
        FLAGS OF EVERY COMMAND:
          --database <path>       The database: a path, or a sqlite: URL. (default:
                                  DATABASE_URL)
          --migrations <dir>      The directory of the migrations. (default:
                                  ./migrations)
          --format <format>       How results and progress are written; json is one
                                  object a line. (values: text, json; default: text)
          --history-table <name>  The table that the history is kept in. (default:
                                  _migrations)
          --allow-newer           Allow a database that is newer than these migrations.
        """

    @Test("status")
    func status() {
        expect(
            StatusCommand<HelpProgram>.self,
            """
            OVERVIEW: Show every migration with its state.

            Changes nothing. The states:

              pending      not applied; `run` applies it
              applied      done, and in the history
              running      half done, and a run is at it
              interrupted  half done, and nobody is at it; `run` goes on
              failed       a step failed; `run` goes on at it, `rollback` takes it back
              changed      applied, and its text or revision is another now
              missing      applied, and there is no such migration any more

            With --check the exit code is 2 while something is pending or running, and 1
            when something is interrupted, failed, changed or missing.

            USAGE: stopover status [--check]
            """,
            """
            OPTIONS:
              --check                 Answer by the exit code: 0 up to date, 2 pending, 1
                                      in need of attention.
              -h, --help              Show help information.
            """)
    }

    @Test("run")
    func run() {
        expect(
            RunCommand<HelpProgram>.self,
            """
            OVERVIEW: Apply what is pending, or go on where it stopped.

            SIGINT (Ctrl-C) and SIGTERM stop it at the next chunk boundary, and a second
            one at once; what is committed stays, and the next run goes on from there.

            EXAMPLES:
              stopover run --create
              stopover run --to 3 --dry-run
              stopover run --for 20m --min-free 2G

            USAGE: stopover run [--to <version>] [--create] [--dry-run] [<options>]
            """,
            """
            OPTIONS:
              --to <version>          Apply migrations up to this version only.
              --create                Make the database where there is none.
              --for <time>            Stop at the chunk boundary after so long: 500ms, 20s,
                                      5m, 1h30m.
              --dry-run               Show what would be done, and change nothing: `plan`.
              --chunk-rows <rows>     At most so many rows a chunk.
              --chunk-time <time>     How long a chunk aims to hold the write lock.
                                      (default: 100ms)
              --min-free <size>       Stop while less than this is free on the database's
                                      volume: 500M, 1.5GiB.
              --wait <time>           Wait so long for another run to end. (default: not at
                                      all)
              --accept-changed <version>
                                      Go on with this half-done migration although it was
                                      changed since it began; may be repeated.
              -h, --help              Show help information.
            """)
    }

    @Test("rollback")
    func rollback() {
        expect(
            RollbackCommand<HelpProgram>.self,
            """
            OVERVIEW: Take back the last applied migration, or the half-done one.

            Runs the migrations' down steps, the newest first; those of a migration whose
            file is gone come from the history. It can be stopped and goes on as `run`
            does.

            EXAMPLES:
              stopover rollback
              stopover rollback --count 3
              stopover rollback --to 2 --dry-run

            USAGE: stopover rollback [--to <version> | --count <number>] [--dry-run]
            """,
            """
            OPTIONS:
              --to <version>          Take back all after this version, which stays; 0
                                      takes back all.
              --count <number>        Take back the last so many. (default: 1)
              --dry-run               Show what would be done, and change nothing.
              -h, --help              Show help information.
            """)
    }

    @Test("baseline")
    func baseline() {
        expect(
            BaselineCommand<HelpProgram>.self,
            """
            OVERVIEW: Record migrations as applied without running them.

            For a database that was there before its migrations were: those up to the
            version are recorded, and `run` begins after them.

            EXAMPLE:
              stopover baseline 3

            USAGE: stopover baseline <version>

            ARGUMENTS:
              <version>               The last version that the database already has.
            """,
            """
            OPTIONS:
              -h, --help              Show help information.
            """)
    }

    @Test("plan")
    func plan() {
        expect(
            PlanCommand<HelpProgram>.self,
            """
            OVERVIEW: Show what run would do, and change nothing.

            The steps of each pending migration, the rows and the key that each batch pages
            by, the time expected, the disk needed, and what others will wait for. The
            schema steps are tried on a copy of the schema in memory, so an error in them
            shows here.

            USAGE: stopover plan [--to <version>]
            """,
            """
            OPTIONS:
              --to <version>          Plan up to this version only.
              -h, --help              Show help information.
            """)
    }

    @Test("info")
    func info() {
        expect(
            InfoCommand<HelpProgram>.self,
            """
            OVERVIEW: Show the database: path, size, journal mode, tables, history, free
            disk.

            Changes nothing.

            USAGE: stopover info [--count]
            """,
            """
            OPTIONS:
              --count                 Count the rows of every table, which reads all of
                                      them.
              -h, --help              Show help information.
            """)
    }

    @Test("reset")
    func reset() {
        expect(
            ResetCommand<HelpProgram>.self,
            """
            OVERVIEW: Drop everything in the database and migrate anew.

            All tables, views, indexes and triggers go, with every row. It can't be undone.
            On a terminal it asks for the database's name first; elsewhere it needs --yes.

            USAGE: stopover reset [--yes]
            """,
            """
            OPTIONS:
              --yes                   Don't ask.
              -h, --help              Show help information.
            """)
    }

    @Test("new")
    func new() {
        expect(
            NewCommand<HelpProgram>.self,
            """
            OVERVIEW: Write the next migration's file from a template.

            Prints the path of the file, which it makes in the directory of --migrations.
            The version is the next number, or the time where the others are times.

            EXAMPLES:
              stopover new create_contacts
              stopover new "Normalize phones" --batch

            USAGE: stopover new <name> [--batch] [--swift]

            ARGUMENTS:
              <name>                  What the migration does, such as normalize_phones.
            """,
            """
            OPTIONS:
              --batch                 Begin with a batch, and a check of what it did.
              --swift                 Write a Swift type rather than a SQL file.
              -h, --help              Show help information.
            """)
    }

    private func expect(
        _ command: any ParsableCommand.Type, _ beginning: String, _ end: String,
        at location: SourceLocation = #_sourceLocation
    ) {
        let help = RootCommand<HelpProgram>.helpMessage(for: command, columns: 80)
        #expect(
            help == [beginning, flags, end].joined(separator: "\n\n") + "\n",
            sourceLocation: location)
    }
}

private enum HelpProgram: MigrationProgram {
    static let name = "stopover"
    static let abstract = "Migrate something."

    static func migrations(directory: String?) throws -> [any Migration] { [] }
}
