import ArgumentParser
import Stopover

struct SnapshotRestoreCommand<Program: MigrationProgram>: SnapshotSubcommand {
    @OptionGroup(title: "Flags of every command") var global: GlobalOptions<Program>

    @Argument(help: "The snapshot's name, or a path.")
    var snapshot: String

    @Option(
        help: ArgumentHelp(
            "Make a new database there, and leave the live one alone.", valueName: "path"),
        completion: .file())
    var to: String?

    @Flag(help: "Take no snapshot first: what is replaced is lost.")
    var noSafetySnapshot = false

    @Flag(help: "Check the snapshot and show what would be done, and change nothing.")
    var dryRun = false

    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "restore",
            abstract: "Put a database snapshot back, into the database or a new file.",
            usage: """
                \(Program.name) snapshot restore <snapshot> [--to <path>] [--dry-run] [<options>]
                """,
            discussion: """
                Checks the snapshot whole, takes one of the database as it is now, and puts all pages \
                back in one transaction: others that have the database open see all of the old one \
                or all of the new one, and so it is after a crash. The history goes back, too. What \
                holds rows alone is put back by `rollback`.

                With --to the database need not be there.

                EXAMPLES:
                  \(Program.name) snapshot restore manual-20261122T101500Z.sqlite.zst
                  \(Program.name) snapshot restore manual-20261122T101500Z.sqlite.zst --to old.db
                """)
    }

    func validate() throws {
        if to != nil, noSafetySnapshot {
            throw ValidationError(
                "--no-safety-snapshot goes without --to, which replaces no database.")
        }
        if to?.isEmpty == true { throw ValidationError("The path of --to is empty.") }
    }

    func execute(in context: CommandContext) async throws -> ExitStatus {
        switch (to, dryRun) {
        case (let path?, false): try await extract(to: path, context)
        case (let path?, true): try await showExtraction(to: path, context)
        case (nil, false): try await restore(context)
        case (nil, true): try await showRestore(context)
        }
        return .done
    }

    /// Checks it whole: a dry run does that, too.
    func verified(
        in snapshots: Snapshots, _ context: CommandContext
    ) async throws -> Snapshot {
        let work = WatchedWork(format: global.format, context: context)
        let verified = try await work { [snapshot] stop, onProgress in
            try snapshots.verify(snapshot, stop: stop, onProgress: onProgress)
        }
        guard verified.rows == nil else { throw MigrationError.restoringRows(verified.path) }
        return verified
    }
}
