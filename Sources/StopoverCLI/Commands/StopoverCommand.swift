import ArgumentParser

/// One command of the tool.
protocol StopoverCommand: ParsableCommand {
    associatedtype Program: MigrationProgram

    /// The command that it stands in, such as `snapshot`; nil unless declared.
    static var group: String? { get }

    var global: GlobalOptions<Program> { get }

    /// Does it, writes the result, and says how it went.
    func execute(in context: CommandContext) async throws -> ExitStatus
}

extension StopoverCommand {
    static var group: String? { nil }

    /// As people type it: `tool snapshot prune`.
    static var fullName: String {
        [Program.name, group, _commandName].compactMap(\.self).joined(separator: " ")
    }
}
