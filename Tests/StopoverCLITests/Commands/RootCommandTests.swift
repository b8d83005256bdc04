import ArgumentParser
import Testing

@testable import StopoverCLI

@Suite struct RootCommandTests {
    @Test("the root's help is the documentation")
    func help() {
        #expect(
            RootCommand<TestProgram>.helpMessage(columns: 80) == """
                OVERVIEW: Migrate something.

                Migrations commit chunk by chunk and write down where they are in the same
                transaction: stopped, killed or unplugged at any instant, `tool run` goes on
                from there. Where a migration has no down steps, what its batches change is
                kept first, for `tool rollback`, or the whole database, for `tool snapshot
                restore`.

                EXAMPLES:
                  tool status
                  tool plan
                  tool run --for 20m
                  tool rollback
                  tool snapshot list
                  DATABASE_URL=sqlite:contacts.db tool status --check --format json

                Results go to standard output, progress and errors to standard error; with
                --format json all of it goes to standard output, one object a line.

                EXIT CODES:
                   0  done
                   1  failed part-way; status --check: a migration needs attention
                   2  status --check: migrations are pending, or a run is under way
                   3  refused; nothing was changed
                   4  done, except for rows in quarantine or values that could not go back
                  64  the command line is wrong
                  75  stopped, or another run holds the lock; run again

                USAGE: tool <subcommand> [<options>]

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

                OPTIONS:
                  -h, --help              Show help information.

                SUBCOMMANDS:
                  status                  Show every migration with its state.
                  run                     Apply what is pending, or go on where it stopped.
                  rollback                Take back the last applied migration, or the
                                          half-done one.
                  baseline                Record migrations as applied without running them.
                  plan                    Show what run would do, and change nothing.
                  info                    Show the database: path, size, journal mode, tables,
                                          history, snapshots, free disk.
                  reset                   Drop everything in the database and migrate anew.
                  snapshot                Take, list, check, restore and remove snapshots.
                  new                     Write the next migration's file from a template.

                  See 'tool help <subcommand>' for detailed help.
                """)
    }

    @Test("a program without a directory is shown without what needs one, with its database")
    func withoutDirectory() {
        let help = RootCommand<CodeProgram>.helpMessage(columns: 120)
        #expect(!help.contains("--migrations"))
        #expect(!help.contains("  new "))
        #expect(help.contains("(default: DATABASE_URL, else own.db)"))
    }
}
