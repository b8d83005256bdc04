import ArgumentParser

/// Holds the commands for snapshots.
struct SnapshotCommand<Program: MigrationProgram>: CommandGroup {
    @OptionGroup(title: "Flags of every command") var global: GlobalOptions<Program>

    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "snapshot",
            abstract: "Take, list, check, restore and remove snapshots of the database.",
            usage: "\(Program.name) snapshot <subcommand>",
            discussion: """
                A snapshot is the whole database in one compressed file, and `zstd -d` of it is a \
                database. `run` takes one before a migration that has no other way back, `reset` \
                and `snapshot restore` before anything is lost.

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
