import ArgumentParser
import Stopover

struct StatusCommand<Program: MigrationProgram>: StopoverCommand {
    @OptionGroup(title: "Flags of every command") var global: GlobalOptions<Program>

    @Flag(help: "Answer by the exit code: 0 up to date, 2 pending, 1 in need of attention.")
    var check = false

    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "status", abstract: "Show every migration with its state.",
            usage: "\(Program.name) status [--check]",
            discussion: """
                Changes nothing. The states:

                  pending      not applied; `run` applies it
                  applied      done, and in the history
                  running      half done, and a run is at it
                  interrupted  half done, and nobody is at it; `run` goes on
                  failed       a step failed; `run` goes on, `rollback` takes back what it did
                  changed      applied, and its text or revision is another now
                  missing      applied, and there is no such migration any more

                With --check the exit code is 2 while something is pending or running, and 1 when \
                something is interrupted, failed, changed or missing.
                """)
    }

    func execute(in context: CommandContext) throws -> ExitStatus {
        let report = try global.migrator(in: context).status()
        let output = StatusOutput(report: report)
        context.show(output.text, output.event, as: global.format)
        return check ? ExitStatus(checking: report) : .done
    }
}
