import ArgumentParser
import Stopover

struct PlanCommand<Program: MigrationProgram>: StopoverCommand {
    @OptionGroup(title: "Flags of every command") var global: GlobalOptions<Program>

    @Option(
        help: ArgumentHelp("Plan up to this version only.", valueName: "version"),
        transform: VersionArgument.parse)
    var to: MigrationVersion?

    @Option(
        help: SnapshotPolicyArgument.help, completion: SnapshotPolicyArgument.completion,
        transform: SnapshotPolicyArgument.parse)
    var snapshot = SnapshotPolicy.auto

    @Option(
        help: IndexPolicyArgument.help, completion: IndexPolicyArgument.completion,
        transform: IndexPolicyArgument.parse)
    var indexes = IndexPolicy.auto

    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "plan", abstract: "Show what run would do, and change nothing.",
            usage: "\(Program.name) plan [--to <version>] [--snapshot <what>] [--indexes <what>]",
            discussion: """
                The steps of each pending migration, the rows and the key that each batch pages by, \
                the time expected, the snapshots taken first, the indexes built again, the disk needed \
                on each volume, and what others will wait for. The schema steps \
                are tried on a copy of the schema in memory, so an error in them shows here.
                """)
    }

    func execute(in context: CommandContext) throws -> ExitStatus {
        var settings = RunSettings()
        settings.snapshot = snapshot
        settings.indexes = indexes
        let migrator = try global.migrator(in: context, settings: settings)
        return try context.show(migrator.plan(to: to), as: global.format)
    }
}

extension CommandContext {
    func show(_ plan: Plan, as format: OutputFormat) -> ExitStatus {
        let output = PlanOutput(plan: plan)
        show(output.text, output.event, as: format)
        return .done
    }
}
