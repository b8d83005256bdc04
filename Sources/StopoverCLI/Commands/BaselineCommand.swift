import ArgumentParser
import Stopover

struct BaselineCommand<Program: MigrationProgram>: StopoverCommand {
    @OptionGroup(title: "Flags of every command") var global: GlobalOptions<Program>

    @Argument(
        help: "The last version that the database already has.", transform: VersionArgument.parse)
    var version: MigrationVersion

    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "baseline",
            abstract: "Record migrations as applied without running them.",
            usage: "\(Program.name) baseline <version>",
            discussion: """
                For a database that was there before its migrations were: those up to the version \
                are recorded, and `run` begins after them.

                EXAMPLE:
                  \(Program.name) baseline 3
                """)
    }

    func execute(in context: CommandContext) throws -> ExitStatus {
        let recorded = try global.migrator(in: context).baseline(at: version)
        let output = BaselineOutput(version: version, recorded: recorded)
        context.show(output.text, output.event, as: global.format)
        return .done
    }
}
