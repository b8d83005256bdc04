import ArgumentParser

/// The tool itself: it only holds the commands, and the flags that all of them take.
struct RootCommand<Program: MigrationProgram>: CommandGroup {
    @OptionGroup(title: "Flags of every command") var global: GlobalOptions<Program>

    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: Program.name, abstract: Program.abstract,
            usage: "\(Program.name) <subcommand> [<options>]", discussion: discussion,
            subcommands: subcommands)
    }

    private static var subcommands: [any ParsableCommand.Type] {
        let always: [any ParsableCommand.Type] = [
            StatusCommand<Program>.self, RunCommand<Program>.self, RollbackCommand<Program>.self,
            BaselineCommand<Program>.self, PlanCommand<Program>.self, InfoCommand<Program>.self,
            ResetCommand<Program>.self, SnapshotCommand<Program>.self,
        ]
        return always + (Program.usesDirectory ? [NewCommand<Program>.self] : [])
    }

    private static var discussion: String {
        let name = Program.name
        let exitCodes = ExitStatus.allCases
            .map { status in
                let code = String(status.rawValue)
                return String(repeating: " ", count: 4 - code.count) + "\(code)  "
                    + status.explanation
            }
            .joined(separator: "\n")
        return """
            Migrations commit chunk by chunk and write down where they are in the same \
            transaction: stopped, killed or unplugged at any instant, `\(name) run` goes on from there. Where a \
            migration has no down steps, what its batches change is kept first, for `\(name) rollback`, or \
            the whole database, for `\(name) snapshot restore`.

            EXAMPLES:
              \(name) status
              \(name) plan
              \(name) run --for 20m
              \(name) rollback
              \(name) snapshot list
              DATABASE_URL=sqlite:contacts.db \(name) status --check --format json

            Results go to standard output, progress and errors to standard error; with \
            --format json all of it goes to standard output, one object a line.

            EXIT CODES:
            \(exitCodes)
            """
    }
}
