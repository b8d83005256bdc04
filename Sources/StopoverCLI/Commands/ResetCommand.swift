import ArgumentParser
import Foundation
import Stopover

struct ResetCommand<Program: MigrationProgram>: StopoverCommand {
    @OptionGroup(title: "Flags of every command") var global: GlobalOptions<Program>

    @Flag(help: "Don't ask.")
    var yes = false

    @Flag(help: "Take no snapshot first: what is dropped is lost.")
    var noSafetySnapshot = false

    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "reset",
            abstract: "Drop everything in the database and migrate anew.",
            usage: "\(Program.name) reset [--yes] [--no-safety-snapshot]",
            discussion: """
                All tables, views, indexes and triggers go, with every row. A snapshot of the whole \
                database is taken first, in the directory of --snapshot-dir, and `snapshot restore` \
                puts it back; with --no-safety-snapshot there is none, and it can't be undone. On \
                a terminal it asks for the database's name first; elsewhere it needs --yes.
                """)
    }

    func execute(in context: CommandContext) async throws -> ExitStatus {
        var settings = RunSettings()
        if noSafetySnapshot { settings.snapshot = .none }
        let migrator = try global.migrator(in: context, settings: settings)
        if !yes {
            let directory = try noSafetySnapshot ? nil : migrator.snapshots().directory
            try confirm(migrator.info(), snapshotsIn: directory, on: context.console)
        }
        let run = EngineRun(kind: .reset, format: global.format, context: context)
        return try await run { stop, onProgress in
            try migrator.reset(stop: stop, onProgress: onProgress)
        }
    }

    /// Asks for the name rather than for a y, which a finger types by itself.
    ///
    /// - Parameter directory: where the snapshot is taken; nil for none.
    private func confirm(
        _ info: DatabaseInfo, snapshotsIn directory: String?, on console: Console
    ) throws {
        let wayBack =
            directory.map { "A snapshot is taken first, in \($0)." }
            ?? "No snapshot is taken first: it can't be undone."
        let contents =
            "\(Readable.count(info.tables.count, "table")), \(Readable.size(info.sizeInBytes))"
        guard console.isInteractive else {
            throw Refusal(
                code: "confirmation-needed",
                message: "reset drops everything in \(info.path) (\(contents)), "
                    + "and nobody is there to confirm it",
                hint: "Say --yes to do it. \(wayBack)")
        }
        let name = URL(fileURLWithPath: info.path).lastPathComponent
        console.writeError(
            """
            This drops everything in \(info.path) (\(contents)). \(wayBack)
            Type the database's name (\(name)) to drop everything: 
            """)
        guard console.readLine() == name else {
            throw Refusal(
                code: "not-confirmed", message: "That is not the database's name",
                hint: "Nothing was dropped.")
        }
    }
}
