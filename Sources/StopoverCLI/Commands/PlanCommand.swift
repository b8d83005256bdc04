import ArgumentParser
import Stopover

struct PlanCommand<Program: MigrationProgram>: StopoverCommand {
    @OptionGroup(title: "Flags of every command") var global: GlobalOptions<Program>

    @Option(
        help: ArgumentHelp("Plan up to this version only.", valueName: "version"),
        transform: VersionArgument.parse)
    var to: MigrationVersion?

    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "plan", abstract: "Show what run would do, and change nothing.",
            usage: "\(Program.name) plan [--to <version>]",
            discussion: """
                The steps of each pending migration, the rows and the key that each batch pages by, \
                the time expected, the disk needed, and what others will wait for. The schema steps \
                are tried on a copy of the schema in memory, so an error in them shows here.
                """)
    }

    func execute(in context: CommandContext) throws -> ExitStatus {
        try context.show(global.migrator(in: context).plan(to: to), as: global.format)
    }
}

extension CommandContext {
    func show(_ plan: Plan, as format: OutputFormat) -> ExitStatus {
        let output = PlanOutput(plan: plan)
        show(output.text, output.event, as: format)
        return .done
    }
}
