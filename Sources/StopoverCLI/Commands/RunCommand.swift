import ArgumentParser
import Foundation
import Stopover

struct RunCommand<Program: MigrationProgram>: StopoverCommand {
    @OptionGroup(title: "Flags of every command") var global: GlobalOptions<Program>

    @Option(
        help: ArgumentHelp("Apply migrations up to this version only.", valueName: "version"),
        transform: VersionArgument.parse)
    var to: MigrationVersion?

    @Flag(help: "Make the database where there is none.")
    var create = false

    @Option(
        name: .customLong("for"),
        help: ArgumentHelp(
            "Stop at the chunk boundary after so long: 500ms, 20s, 5m, 1h30m.", valueName: "time"),
        transform: DurationArgument.parsePositive)
    var budget: Duration?

    @Flag(help: "Show what would be done, and change nothing: `plan`.")
    var dryRun = false

    @Option(
        help: ArgumentHelp("At most so many rows a chunk.", valueName: "rows"),
        transform: CountArgument.parse)
    var chunkRows: Int?

    @Option(
        help: ArgumentHelp(
            "How long a chunk aims to hold the write lock. (default: 100ms)", valueName: "time"),
        transform: DurationArgument.parsePositive)
    var chunkTime: Duration?

    @Option(
        help: SnapshotPolicyArgument.help, completion: SnapshotPolicyArgument.completion,
        transform: SnapshotPolicyArgument.parse)
    var snapshot = SnapshotPolicy.auto

    @Option(
        help: IndexPolicyArgument.help, completion: IndexPolicyArgument.completion,
        transform: IndexPolicyArgument.parse)
    var indexes = IndexPolicy.auto

    @Option(
        help: ArgumentHelp(
            "Stop while less than this is free on the database's volume: 500M, 1.5GiB.",
            valueName: "size"),
        transform: SizeArgument.parse)
    var minFree: Int?

    @Option(
        help: ArgumentHelp(
            "Wait so long for another run to end. (default: not at all)", valueName: "time"),
        transform: DurationArgument.parse)
    var wait: Duration?

    @Option(
        help: ArgumentHelp(
            "Go on with this half-done migration although it was changed since it began; "
                + "may be repeated.",
            valueName: "version"),
        transform: VersionArgument.parse)
    var acceptChanged: [MigrationVersion] = []

    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "run",
            abstract: "Apply what is pending, or go on where it stopped.",
            usage: "\(Program.name) run [--to <version>] [--create] [--dry-run] [<options>]",
            discussion: """
                SIGINT (Ctrl-C) and SIGTERM stop it at the next chunk boundary, and a second one at \
                once; what is committed stays, and the next run goes on from there.

                What a migration without down steps changes is kept, compressed: the rows that its \
                batches change, which `rollback` puts back; before steps that can lose other data \
                the whole database, which `snapshot restore` puts back.

                EXAMPLES:
                  \(Program.name) run --create
                  \(Program.name) run --to 3 --dry-run
                  \(Program.name) run --for 20m --min-free 2G
                  \(Program.name) run --snapshot database
                """)
    }

    func execute(in context: CommandContext) async throws -> ExitStatus {
        if create, !FileManager.default.fileExists(atPath: try global.databasePath(in: context)) {
            // Planned in memory first: a run that is refused makes no database, nor does a dry one.
            let plan = try global.migrator(
                in: context, path: ":memory:", create: true, settings: settings
            ).plan(to: to)
            if dryRun { return context.show(plan, as: global.format) }
        }
        let migrator = try global.migrator(in: context, create: create, settings: settings)
        if dryRun { return try context.show(migrator.plan(to: to), as: global.format) }
        let run = EngineRun(kind: .run, format: global.format, context: context)
        return try await run { [to, budget] stop, onProgress in
            try migrator.runAndWait(to: to, for: budget, stop: stop, onProgress: onProgress)
        }
    }

    var settings: RunSettings {
        var settings = RunSettings()
        settings.chunkRowLimit = chunkRows
        if let chunkTime { settings.chunkTime = chunkTime }
        settings.minimumFreeBytes = minFree
        if let wait { settings.lockWait = wait }
        settings.snapshot = snapshot
        settings.indexes = indexes
        settings.acceptChanged = Set(acceptChanged)
        return settings
    }
}
