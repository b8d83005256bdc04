import ArgumentParser

/// One command of the tool.
protocol StopoverCommand: ParsableCommand {
    associatedtype Program: MigrationProgram

    var global: GlobalOptions<Program> { get }

    /// Does it, writes the result, and says how it went.
    func execute(in context: CommandContext) async throws -> ExitStatus
}
