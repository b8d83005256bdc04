import ArgumentParser
import Stopover

struct SnapshotCreateCommand<Program: MigrationProgram>: SnapshotSubcommand {
    @OptionGroup(title: "Flags of every command") var global: GlobalOptions<Program>

    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "create", abstract: "Take a snapshot of the database as it is now.",
            usage: "\(Program.name) snapshot create",
            discussion: """
                It is of one moment. In WAL mode readers and writers go on meanwhile; in \
                rollback-journal mode writers wait. Stopped or killed, it leaves no snapshot.
                """)
    }

    func execute(in context: CommandContext) async throws -> ExitStatus {
        let migrator = try global.migratorWithoutMigrations(in: context)
        let work = WatchedWork(format: global.format, context: context)
        let (snapshot, elapsed) = try await context.timed {
            try await work { stop, onProgress in
                try migrator.createSnapshot(stop: stop, onProgress: onProgress)
            }
        }
        let output = SnapshotCreatedOutput(snapshot: snapshot, elapsed: elapsed)
        context.show(output.text, output.event, as: global.format)
        return .done
    }
}
