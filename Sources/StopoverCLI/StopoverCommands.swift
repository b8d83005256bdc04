import ArgumentParser

/// The commands as a program of one's own: `status`, `run`, `rollback`, `baseline`, `plan`, `info`,
/// `reset`, `snapshot` and, where migrations come from a directory, `new`.
public enum StopoverCommands<Program: MigrationProgram> {
    /// Carries out a command line and returns the exit code: 0 done, 1 failed part-way, 2 pending
    /// (`status --check`), 3 refused with nothing changed, 4 done with rows in quarantine, 64 wrong
    /// command line, 75 stopped or locked.
    ///
    /// Results go to standard output, progress and errors to standard error. While a run is under
    /// way SIGINT and SIGTERM stop it at the next chunk boundary, and they stop the work on a snapshot.
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
            if let group = command as? any CommandGroup {
                context.console.printError(RootCommand<Program>.helpMessage(for: type(of: group)))
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
            context.console.printError(
                """
                Error: \(error.message)
                See '\(type(of: command).fullName) --help' for more information.
                """)
            return .usage
        } catch {
            return context.show(ErrorReport(error), as: command.format)
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
