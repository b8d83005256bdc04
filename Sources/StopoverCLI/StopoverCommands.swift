import ArgumentParser

/// The commands as a program of one's own: `status`, `run`, `rollback`, `baseline`, `plan`, `info`,
/// `reset` and, where migrations come from a directory, `new`.
public enum StopoverCommands<Program: MigrationProgram> {
    /// Carries out a command line and returns the exit code: 0 done, 1 failed part-way, 2 pending
    /// (`status --check`), 3 refused with nothing changed, 4 done with rows in quarantine, 64 wrong
    /// command line, 75 stopped or locked.
    ///
    /// Results go to standard output, progress and errors to standard error. While a run is under
    /// way SIGINT and SIGTERM stop it at the next chunk boundary.
    ///
    /// - Parameter arguments: without the program's own name.
    public static func run(_ arguments: [String]) async -> Int32 {
        await run(arguments, in: .system).rawValue
    }

    static func run(_ arguments: [String], in context: CommandContext) async -> ExitStatus {
        do {
            var command = try RootCommand<Program>.parseAsRoot(arguments)
            if let command = command as? any StopoverCommand {
                return await run(command, in: context)
            }
            guard !(command is RootCommand<Program>) else {
                // Nothing was asked for, so nothing is done: a script must not take it for success.
                context.console.printError(RootCommand<Program>.helpMessage())
                return .usage
            }
            try command.run()
            return .done
        } catch {
            return show(parserError: error, in: context)
        }
    }

    private static func run(_ command: any StopoverCommand, in context: CommandContext) async
        -> ExitStatus
    {
        do {
            return try await command.execute(in: context)
        } catch let error as UsageError {
            let name = "\(Program.name) \(type(of: command)._commandName)"
            context.console.printError(
                "Error: \(error.message)\nSee '\(name) --help' for more information.")
            return .usage
        } catch {
            let report = ErrorReport(error)
            switch command.format {
            case .text: context.console.printError(report.text)
            case .json: context.console.writeOutput(report.event.line(at: context.time.now()))
            }
            return report.status
        }
    }

    /// Help is an error to ArgumentParser, too, with 0 for its exit code.
    private static func show(parserError error: any Error, in context: CommandContext) -> ExitStatus
    {
        let text = RootCommand<Program>.fullMessage(for: error)
        guard RootCommand<Program>.exitCode(for: error) == .success else {
            context.console.printError(text)
            return .usage
        }
        context.console.print(text)
        return .done
    }
}

extension StopoverCommand {
    fileprivate var format: OutputFormat { global.format }
}
