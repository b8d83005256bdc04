import ArgumentParser
import Foundation
import Stopover

struct ResetCommand<Program: MigrationProgram>: StopoverCommand {
    @OptionGroup(title: "Flags of every command") var global: GlobalOptions<Program>

    @Flag(help: "Don't ask.")
    var yes = false

    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "reset",
            abstract: "Drop everything in the database and migrate anew.",
            usage: "\(Program.name) reset [--yes]",
            discussion: """
                All tables, views, indexes and triggers go, with every row. It can't be undone. \
                On a terminal it asks for the database's name first; elsewhere it needs --yes.
                """)
    }

    func execute(in context: CommandContext) async throws -> ExitStatus {
        let migrator = try global.migrator(in: context)
        if !yes { try confirm(migrator.info(), on: context.console) }
        let run = EngineRun(kind: .reset, format: global.format, context: context)
        return try await run { stop, onProgress in
            try migrator.reset(stop: stop, onProgress: onProgress)
        }
    }

    /// Asks for the name rather than for a y, which a finger types by itself.
    private func confirm(_ info: DatabaseInfo, on console: Console) throws {
        let contents =
            "\(Readable.count(info.tables.count, "table")), \(Readable.size(info.sizeInBytes))"
        guard console.isInteractive else {
            throw Refusal(
                code: "confirmation-needed",
                message: "reset drops everything in \(info.path) (\(contents)), "
                    + "and nobody is there to confirm it",
                hint: "Say --yes to do it.")
        }
        let name = URL(fileURLWithPath: info.path).lastPathComponent
        console.writeError(
            """
            This drops everything in \(info.path) (\(contents)). It can't be undone.
            Type the database's name (\(name)) to drop everything: 
            """)
        guard console.readLine() == name else {
            throw Refusal(
                code: "not-confirmed", message: "That is not the database's name",
                hint: "Nothing was dropped.")
        }
    }
}
