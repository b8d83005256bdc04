import ArgumentParser
import Stopover

struct RollbackCommand<Program: MigrationProgram>: StopoverCommand {
    @OptionGroup(title: "Flags of every command") var global: GlobalOptions<Program>

    @Option(
        help: ArgumentHelp(
            "Take back all after this version, which stays; 0 takes back all.",
            valueName: "version"),
        transform: VersionArgument.parse)
    var to: MigrationVersion?

    @Option(
        help: ArgumentHelp("Take back the last so many. (default: 1)", valueName: "number"),
        transform: CountArgument.parse)
    var count: Int?

    @Option(
        help: ConflictPolicyArgument.help, completion: ConflictPolicyArgument.completion,
        transform: ConflictPolicyArgument.parse)
    var conflicts = ConflictPolicy.report

    @Flag(help: "Show keys that are not integers too, where conflicts are listed.")
    var showKeys = false

    @Flag(help: "Show what would be done, with the number of conflicts, and change nothing.")
    var dryRun = false

    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "rollback",
            abstract: "Take back the last applied migration, or the half-done one.",
            usage:
                "\(Program.name) rollback [--to <version> | --count <number>] [<options>]",
            discussion: """
                Runs the migrations' down steps, the newest first; those of a migration whose file \
                is gone come from the history. A migration of batches without down steps is taken \
                back from its row snapshot: the old values go back, and what was written since \
                stays. It can be stopped and goes on as `run` does. After a migration that failed \
                before it committed anything, nothing is taken back unless --to says which.

                Values that were changed again since are conflicts: they stay as they are unless \
                --conflicts says otherwise, the exit status is 4, and the table \
                _migration_conflicts lists them.

                EXAMPLES:
                  \(Program.name) rollback
                  \(Program.name) rollback --count 3
                  \(Program.name) rollback --to 2 --dry-run
                  \(Program.name) rollback --conflicts abort
                """)
    }

    func validate() throws {
        if to != nil, count != nil {
            throw ValidationError("Say --to or --count, not both.")
        }
    }

    func execute(in context: CommandContext) async throws -> ExitStatus {
        let migrator = try global.migrator(in: context)
        let (extent, conflicts) = (extent, conflicts)
        if dryRun {
            let plan = try migrator.rollbackPlan(extent, conflicts: conflicts)
            return context.show(plan, as: global.format)
        }
        let run = EngineRun(
            kind: .rollback, format: global.format, context: context, showsKeys: showKeys)
        return try await run { stop, onProgress in
            try migrator.rollback(
                extent, conflicts: conflicts, stop: stop, onProgress: onProgress)
        }
    }

    var extent: RollbackExtent {
        to.map(RollbackExtent.to) ?? .last(count ?? 1)
    }
}
