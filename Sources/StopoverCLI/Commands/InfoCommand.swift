import ArgumentParser
import Stopover

struct InfoCommand<Program: MigrationProgram>: StopoverCommand {
    @OptionGroup(title: "Flags of every command") var global: GlobalOptions<Program>

    @Flag(help: "Count the rows of every table, which reads all of them.")
    var count = false

    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "info",
            abstract:
                "Show the database: path, size, journal mode, tables, history, snapshots, free disk.",
            usage: "\(Program.name) info [--count]",
            discussion: "Changes nothing.")
    }

    func execute(in context: CommandContext) throws -> ExitStatus {
        let info = try global.migratorWithoutMigrations(in: context).info(countingRows: count)
        let tally = SnapshotTally(
            of: Snapshots(ofDatabase: info.path, directory: global.snapshotDirectory))
        let output = InfoOutput(info: info, snapshots: tally, date: context.time.now().date)
        context.show(output.text, output.event, as: global.format)
        return .done
    }
}
