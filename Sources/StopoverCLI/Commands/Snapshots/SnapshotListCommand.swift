import ArgumentParser
import Stopover

struct SnapshotListCommand<Program: MigrationProgram>: SnapshotSubcommand {
    @OptionGroup(title: "Flags of every command") var global: GlobalOptions<Program>

    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "list", abstract: "Show the snapshots, the newest first.",
            usage: "\(Program.name) snapshot list",
            discussion: """
                Reads the ends of each file only; `snapshot verify` reads all of it. A row snapshot \
                is unfinished until its migration is done. The database need not be there.
                """)
    }

    func execute(in context: CommandContext) throws -> ExitStatus {
        let snapshots = try global.existingSnapshots(in: context)
        let output = SnapshotListOutput(
            directory: snapshots.directory, listing: try snapshots.list(),
            date: context.time.now().date)
        context.show(output.text, output.event, as: global.format)
        return .done
    }
}
