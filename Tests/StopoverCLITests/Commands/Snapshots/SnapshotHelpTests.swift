import Testing

@testable import StopoverCLI

/// The help of the commands for snapshots, word for word.
@Suite struct SnapshotHelpTests {
    @Test("snapshot")
    func group() {
        expectHelp(
            of: SnapshotCommand<HelpProgram>.self,
            """
            OVERVIEW: Take, list, check, restore and remove snapshots.

            A database snapshot (.sqlite.zst) is the whole database in one compressed file,
            and `zstd -d` of it is a database. `run` takes one before a migration that has
            no other way back, `reset` and `snapshot restore` before anything is lost.

            A row snapshot (.rows.zst) has the old and new values of just the rows that a
            migration's batches change. `run` writes it chunk by chunk, and `rollback` puts
            the old values back.

            EXAMPLES:
              stopover snapshot create
              stopover snapshot verify --all
              stopover snapshot restore manual-20261122T101500Z.sqlite.zst --dry-run
              stopover snapshot prune --keep 5 --older-than 30d

            USAGE: stopover snapshot <subcommand>
            """,
            """
            OPTIONS:
              -h, --help              Show help information.

            SUBCOMMANDS:
              create                  Take a snapshot of the database as it is now.
              list                    Show the snapshots, the newest first.
              verify                  Check every byte of snapshots.
              restore                 Put a database snapshot back, into the database or a
                                      new file.
              prune                   Remove old snapshots.

              See 'stopover help snapshot <subcommand>' for detailed help.
            """)
    }

    @Test("snapshot create")
    func create() {
        expectHelp(
            of: SnapshotCreateCommand<HelpProgram>.self,
            """
            OVERVIEW: Take a snapshot of the database as it is now.

            It is of one moment. In WAL mode readers and writers go on meanwhile; in
            rollback-journal mode writers wait. Stopped or killed, it leaves no snapshot.

            USAGE: stopover snapshot create
            """,
            """
            OPTIONS:
              -h, --help              Show help information.
            """)
    }

    @Test("snapshot list")
    func list() {
        expectHelp(
            of: SnapshotListCommand<HelpProgram>.self,
            """
            OVERVIEW: Show the snapshots, the newest first.

            Reads the ends of each file only; `snapshot verify` reads all of it. A row
            snapshot is unfinished until its migration is done. The database need not be
            there.

            USAGE: stopover snapshot list
            """,
            """
            OPTIONS:
              -h, --help              Show help information.
            """)
    }

    @Test("snapshot verify")
    func verify() {
        expectHelp(
            of: SnapshotVerifyCommand<HelpProgram>.self,
            """
            OVERVIEW: Check every byte of snapshots.

            One that is damaged makes the exit code 3; the others are checked, too. So does
            a row snapshot without an end: its migration is not done, or it was cut off.
            The database need not be there.

            EXAMPLES:
              stopover snapshot verify --all
              stopover snapshot verify /backup/manual-20261122T101500Z.sqlite.zst

            USAGE: stopover snapshot verify <snapshot> ... | --all

            ARGUMENTS:
              <snapshot>              A snapshot's name, or a path.
            """,
            """
            OPTIONS:
              --all                   Check all snapshots in the directory.
              -h, --help              Show help information.
            """)
    }

    @Test("snapshot restore")
    func restore() {
        expectHelp(
            of: SnapshotRestoreCommand<HelpProgram>.self,
            """
            OVERVIEW: Put a database snapshot back, into the database or a new file.

            Checks the snapshot whole, takes one of the database as it is now, and puts all
            pages back in one transaction: others that have the database open see all of
            the old one or all of the new one, and so it is after a crash. The history goes
            back, too. What holds rows alone is put back by `rollback`.

            With --to the database need not be there.

            EXAMPLES:
              stopover snapshot restore manual-20261122T101500Z.sqlite.zst
              stopover snapshot restore manual-20261122T101500Z.sqlite.zst --to old.db

            USAGE: stopover snapshot restore <snapshot> [--to <path>] [--dry-run] [<options>]

            ARGUMENTS:
              <snapshot>              The snapshot's name, or a path.
            """,
            """
            OPTIONS:
              --to <path>             Make a new database there, and leave the live one
                                      alone.
              --no-safety-snapshot    Take no snapshot first: what is replaced is lost.
              --dry-run               Check the snapshot and show what would be done, and
                                      change nothing.
              -h, --help              Show help information.
            """)
    }

    @Test("snapshot prune")
    func prune() {
        expectHelp(
            of: SnapshotPruneCommand<HelpProgram>.self,
            """
            OVERVIEW: Remove old snapshots.

            With both rules a snapshot goes where both say so. Unless --force is given
            those stay that an applied migration can only be taken back with, and those of
            one that is half done.

            EXAMPLE:
              stopover snapshot prune --keep 5 --older-than 30d --dry-run

            USAGE: stopover snapshot prune [--keep <number>] [--older-than <time>] [<options>]
            """,
            """
            OPTIONS:
              --keep <number>         Keep so many of the newest of each kind.
              --older-than <time>     Remove only those older than this: 30d, 12h.
              --force                 Remove those, too, that are the only way back of a
                                      migration.
              --dry-run               Show what would be removed, and change nothing.
              -h, --help              Show help information.
            """)
    }
}
