import ArgumentParser
import Stopover
import Testing

@testable import StopoverCLI

/// `--help` is documentation, so it is fixed word for word.
@Suite struct HelpTests {
    @Test("status")
    func status() {
        expectHelp(
            of: StatusCommand<HelpProgram>.self,
            """
            OVERVIEW: Show every migration with its state.

            Changes nothing. The states:

              pending      not applied; `run` applies it
              applied      done, and in the history
              running      half done, and a run is at it
              interrupted  half done, and nobody is at it; `run` goes on
              failed       a step failed; `run` goes on, `rollback` takes back what it did
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
        expectHelp(
            of: RunCommand<HelpProgram>.self,
            """
            OVERVIEW: Apply what is pending, or go on where it stopped.

            SIGINT (Ctrl-C) and SIGTERM stop it at the next chunk boundary, and a second
            one at once; what is committed stays, and the next run goes on from there.

            What a migration without down steps changes is kept, compressed: the rows that
            its batches change, which `rollback` puts back; before steps that can lose
            other data the whole database, which `snapshot restore` puts back.

            EXAMPLES:
              stopover run --create
              stopover run --to 3 --dry-run
              stopover run --for 20m --min-free 2G
              stopover run --snapshot database

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
              --snapshot <what>       What is kept to go back with. auto: where there are
                                      no down steps, the rows that batches change, or the
                                      whole database where more can be lost; database: all
                                      of it, before the run; rows: what batches change,
                                      down steps or not; none. (default: auto)
              --indexes <what>        What becomes of indexes that a batch writes, if
                                      nothing needs them meanwhile. auto: they are dropped
                                      in a large batch where nobody else writes, and built
                                      again when it is done; keep: they stay; rebuild: they
                                      are dropped in any batch. (default: auto)
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
        expectHelp(
            of: RollbackCommand<HelpProgram>.self,
            """
            OVERVIEW: Take back the last applied migration, or the half-done one.

            Runs the migrations' down steps, the newest first; those of a migration whose
            file is gone come from the history. A migration of batches without down steps
            is taken back from its row snapshot: the old values go back, and what was
            written since stays. It can be stopped and goes on as `run` does. After a
            migration that failed before it committed anything, nothing is taken back
            unless --to says which.

            Values that were changed again since are conflicts: they stay as they are
            unless --conflicts says otherwise, the exit status is 4, and the table
            _migration_conflicts lists them.

            EXAMPLES:
              stopover rollback
              stopover rollback --count 3
              stopover rollback --to 2 --dry-run
              stopover rollback --conflicts abort

            USAGE: stopover rollback [--to <version> | --count <number>] [<options>]
            """,
            """
            OPTIONS:
              --to <version>          Take back all after this version, which stays; 0
                                      takes back all.
              --count <number>        Take back the last so many. (default: 1)
              --conflicts <policy>    What becomes of values that were changed again since.
                                      report: they stay, and are listed; abort: nothing is
                                      changed if there is one; overwrite: the old ones go
                                      over them. (default: report)
              --show-keys             Show keys that are not integers too, where conflicts
                                      are listed.
              --dry-run               Show what would be done, with the number of
                                      conflicts, and change nothing.
              -h, --help              Show help information.
            """)
    }

    @Test("baseline")
    func baseline() {
        expectHelp(
            of: BaselineCommand<HelpProgram>.self,
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
        expectHelp(
            of: PlanCommand<HelpProgram>.self,
            """
            OVERVIEW: Show what run would do, and change nothing.

            The steps of each pending migration, the rows and the key that each batch pages
            by, the time expected, the snapshots taken first, the indexes built again, the
            disk needed on each volume, and what others will wait for. The schema steps are
            tried on a copy of the schema in memory, so an error in them shows here.

            USAGE: stopover plan [--to <version>] [--snapshot <what>] [--indexes <what>]
            """,
            """
            OPTIONS:
              --to <version>          Plan up to this version only.
              --snapshot <what>       What is kept to go back with. auto: where there are
                                      no down steps, the rows that batches change, or the
                                      whole database where more can be lost; database: all
                                      of it, before the run; rows: what batches change,
                                      down steps or not; none. (default: auto)
              --indexes <what>        What becomes of indexes that a batch writes, if
                                      nothing needs them meanwhile. auto: they are dropped
                                      in a large batch where nobody else writes, and built
                                      again when it is done; keep: they stay; rebuild: they
                                      are dropped in any batch. (default: auto)
              -h, --help              Show help information.
            """)
    }

    @Test("info")
    func info() {
        expectHelp(
            of: InfoCommand<HelpProgram>.self,
            """
            OVERVIEW: Show the database: path, size, journal mode, tables, history,
            snapshots, free disk.

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
        expectHelp(
            of: ResetCommand<HelpProgram>.self,
            """
            OVERVIEW: Drop everything in the database and migrate anew.

            All tables, views, indexes and triggers go, with every row. A snapshot of the
            whole database is taken first, in the directory of --snapshot-dir, and
            `snapshot restore` puts it back; with --no-safety-snapshot there is none, and
            it can't be undone. On a terminal it asks for the database's name first;
            elsewhere it needs --yes.

            USAGE: stopover reset [--yes] [--no-safety-snapshot]
            """,
            """
            OPTIONS:
              --yes                   Don't ask.
              --no-safety-snapshot    Take no snapshot first: what is dropped is lost.
              -h, --help              Show help information.
            """)
    }

    @Test("new")
    func new() {
        expectHelp(
            of: NewCommand<HelpProgram>.self,
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
}
