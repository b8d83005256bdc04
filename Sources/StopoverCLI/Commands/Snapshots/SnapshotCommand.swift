import ArgumentParser

/// Holds the commands for snapshots.
struct SnapshotCommand<Program: MigrationProgram>: CommandGroup {
    @OptionGroup(title: "Flags of every command") var global: GlobalOptions<Program>

    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "snapshot",
            abstract: "Take, list, check, restore and remove snapshots.",
            usage: "\(Program.name) snapshot <subcommand>",
            discussion: """
                A database snapshot (.sqlite.zst) is the whole database in one compressed file, and \
                `zstd -d` of it is a database. `run` takes one before a migration that has no other \
                way back, `reset` and `snapshot restore` before anything is lost.

                A row snapshot (.rows.zst) has the old and new values of just the rows that a \
                migration's batches change. `run` writes it chunk by chunk, and `rollback` puts \
                the old values back.

                EXAMPLES:
                  \(Program.name) snapshot create
                  \(Program.name) snapshot verify --all
                  \(Program.name) snapshot restore manual-20261122T101500Z.sqlite.zst --dry-run
                  \(Program.name) snapshot prune --keep 5 --older-than 30d
                """,
            subcommands: [
                SnapshotCreateCommand<Program>.self, SnapshotListCommand<Program>.self,
                SnapshotVerifyCommand<Program>.self, SnapshotRestoreCommand<Program>.self,
                SnapshotPruneCommand<Program>.self,
            ])
    }
}
