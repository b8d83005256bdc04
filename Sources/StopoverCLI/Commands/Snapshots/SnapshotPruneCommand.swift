import ArgumentParser
import Stopover

struct SnapshotPruneCommand<Program: MigrationProgram>: SnapshotSubcommand {
    @OptionGroup(title: "Flags of every command") var global: GlobalOptions<Program>

    @Option(
        help: ArgumentHelp("Keep so many of the newest of each kind.", valueName: "number"),
        transform: CountArgument.parse)
    var keep: Int?

    @Option(
        help: ArgumentHelp("Remove only those older than this: 30d, 12h.", valueName: "time"),
        transform: DurationArgument.parsePositive)
    var olderThan: Duration?

    @Flag(help: "Remove those, too, that are the only way back of a migration.")
    var force = false

    @Flag(help: "Show what would be removed, and change nothing.")
    var dryRun = false

    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "prune", abstract: "Remove old snapshots.",
            usage: """
                \(Program.name) snapshot prune [--keep <number>] [--older-than <time>] [<options>]
                """,
            discussion: """
                With both rules a snapshot goes where both say so. Unless --force is given those \
                stay that an applied migration can only be taken back with, and those of one that \
                is half done.

                EXAMPLE:
                  \(Program.name) snapshot prune --keep 5 --older-than 30d --dry-run
                """)
    }

    func validate() throws {
        if keep == nil, olderThan == nil {
            throw ValidationError("Say what may go: --keep, --older-than, or both.")
        }
    }

    func execute(in context: CommandContext) throws -> ExitStatus {
        let report = try global.migrator(in: context).pruneSnapshots(
            keep: keep, olderThan: olderThan, force: force, dryRun: dryRun)
        let output = PruneOutput(
            report: report, isDryRun: dryRun, date: context.time.now().date)
        context.show(output.text, output.event, as: global.format)
        return .done
    }
}
