import ArgumentParser
import Stopover

struct SnapshotVerifyCommand<Program: MigrationProgram>: SnapshotSubcommand {
    @OptionGroup(title: "Flags of every command") var global: GlobalOptions<Program>

    @Argument(help: ArgumentHelp("A snapshot's name, or a path.", valueName: "snapshot"))
    var snapshots: [String] = []

    @Flag(help: "Check all snapshots in the directory.")
    var all = false

    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "verify", abstract: "Check every byte of snapshots.",
            usage: "\(Program.name) snapshot verify <snapshot> ... | --all",
            discussion: """
                One that is damaged makes the exit code 3; the others are checked, too. So does a \
                row snapshot without an end: its migration is not done, or it was cut off. The \
                database need not be there.

                EXAMPLES:
                  \(Program.name) snapshot verify --all
                  \(Program.name) snapshot verify /backup/manual-20261122T101500Z.sqlite.zst
                """)
    }

    func validate() throws {
        if snapshots.isEmpty, !all { throw ValidationError("Name a snapshot, or say --all.") }
        if !snapshots.isEmpty, all {
            throw ValidationError("Name snapshots or say --all, not both.")
        }
    }

    func execute(in context: CommandContext) async throws -> ExitStatus {
        let snapshots =
            try all ? global.existingSnapshots(in: context) : global.snapshotsOrFiles(in: context)
        let names = try all ? Self.everything(in: snapshots) : self.snapshots
        if names.isEmpty { showNothing(in: snapshots.directory, context) }
        var areWhole = true
        for name in names {
            do {
                areWhole = try await verify(name, in: snapshots, context) && areWhole
            } catch let error as MigrationError where error.code != .stopped {
                areWhole = false
                _ = context.show(ErrorReport(error), as: global.format)
            }
        }
        return areWhole ? .done : .refused
    }

    /// Those, too, that are not whole by the look of their ends.
    private static func everything(in snapshots: Snapshots) throws -> [String] {
        let listing = try snapshots.list()
        return listing.snapshots.map(\.name) + listing.damaged.map(\.path)
    }

    /// - Returns: whether it is whole.
    private func verify(
        _ name: String, in snapshots: Snapshots, _ context: CommandContext
    ) async throws -> Bool {
        let work = WatchedWork(format: global.format, context: context)
        let (snapshot, elapsed) = try await context.timed {
            try await work { stop, onProgress in
                try snapshots.verify(name, stop: stop, onProgress: onProgress)
            }
        }
        let output = SnapshotVerifiedOutput(snapshot: snapshot, elapsed: elapsed)
        context.show(output.text, output.event, as: global.format)
        return snapshot.rows?.isFinished ?? true
    }

    private func showNothing(in directory: String, _ context: CommandContext) {
        // With JSON there is a line for each snapshot, and so none.
        guard global.format == .text else { return }
        context.console.print("There are no snapshots in \(directory).")
    }
}
