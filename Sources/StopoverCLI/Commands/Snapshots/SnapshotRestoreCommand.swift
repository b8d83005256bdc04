import ArgumentParser
import Foundation
import Stopover

struct SnapshotRestoreCommand<Program: MigrationProgram>: SnapshotSubcommand {
    @OptionGroup(title: "Flags of every command") var global: GlobalOptions<Program>

    @Argument(help: "The snapshot's name, or a path.")
    var snapshot: String

    @Option(
        help: ArgumentHelp(
            "Make a new database there, and leave the live one alone.", valueName: "path"),
        completion: .file())
    var to: String?

    @Flag(help: "Take no snapshot first: what is replaced is lost.")
    var noSafetySnapshot = false

    @Flag(help: "Check the snapshot and show what would be done, and change nothing.")
    var dryRun = false

    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "restore",
            abstract: "Put a snapshot back, into the database or a new file.",
            usage: """
                \(Program.name) snapshot restore <snapshot> [--to <path>] [--dry-run] [<options>]
                """,
            discussion: """
                Checks the snapshot whole, takes one of the database as it is now, and puts all pages \
                back in one transaction: others that have the database open see all of the old one \
                or all of the new one, and so it is after a crash. The history goes back, too.

                With --to the database need not be there.

                EXAMPLES:
                  \(Program.name) snapshot restore manual-20261122T101500Z.sqlite.zst
                  \(Program.name) snapshot restore manual-20261122T101500Z.sqlite.zst --to old.db
                """)
    }

    func validate() throws {
        if to != nil, noSafetySnapshot {
            throw ValidationError(
                "--no-safety-snapshot goes without --to, which replaces no database.")
        }
        if to?.isEmpty == true { throw ValidationError("The path of --to is empty.") }
    }

    func execute(in context: CommandContext) async throws -> ExitStatus {
        switch (to, dryRun) {
        case (let path?, false): try await extract(to: path, context)
        case (let path?, true): try await showExtraction(to: path, context)
        case (nil, false): try await restore(context)
        case (nil, true): try await showRestore(context)
        }
        return .done
    }

    // MARK: Into a new file

    private func extract(to path: String, _ context: CommandContext) async throws {
        let snapshots = try global.snapshotsOrFiles(in: context)
        let work = WatchedWork(format: global.format, context: context)
        let (restored, elapsed) = try await context.timed {
            try await work { [snapshot] stop, onProgress in
                try snapshots.extract(snapshot, to: path, stop: stop, onProgress: onProgress)
            }
        }
        let output = ExtractionOutput(snapshot: restored, path: path, elapsed: elapsed)
        context.show(output.text, output.event, as: global.format)
    }

    private func showExtraction(to path: String, _ context: CommandContext) async throws {
        for file in ["", "-wal", "-journal", "-shm"].map({ path + $0 })
        where (try? FileManager.default.attributesOfItem(atPath: file)) != nil {
            throw Refusal(
                code: "restore-refused", message: "\(file) is there already",
                hint: "Name a database that isn't there.")
        }
        let verified = try await verified(in: global.snapshotsOrFiles(in: context), context)
        let output = ExtractionOutput(snapshot: verified, path: path, elapsed: nil)
        context.show(output.text, output.event, as: global.format)
    }

    // MARK: Into the live database

    private func restore(_ context: CommandContext) async throws {
        let migrator = try liveMigrator(in: context)
        let database = try migrator.info().path
        let work = WatchedWork(format: global.format, context: context)
        let (report, elapsed) = try await context.timed {
            try await work { [snapshot, noSafetySnapshot] stop, onProgress in
                try migrator.restore(
                    snapshot, safetySnapshot: !noSafetySnapshot, stop: stop, onProgress: onProgress)
            }
        }
        let output = RestoreOutput(report: report, database: database, elapsed: elapsed) {
            "\(Self.fullName) \($0.name)\(global.locationFlags)"
        }
        context.show(output.text, output.event, as: global.format)
    }

    private func showRestore(_ context: CommandContext) async throws {
        let migrator = try liveMigrator(in: context)
        let snapshots = try migrator.snapshots()
        let verified = try await verified(in: snapshots, context)
        let info = try migrator.info()
        guard info.pageSizeInBytes == verified.pageSizeInBytes else {
            throw Refusal(
                code: "restore-refused",
                message: "The snapshot's pages have \(verified.pageSizeInBytes) bytes, "
                    + "the database's \(info.pageSizeInBytes)",
                hint: "Restore it to a new file with --to.")
        }
        let output = RestorePlanOutput(
            snapshot: verified, database: info.path, databaseSizeInBytes: info.sizeInBytes,
            applied: try Self.applied(migrator),
            safetyDirectory: noSafetySnapshot ? nil : snapshots.directory,
            date: context.time.now().date)
        context.show(output.text, output.event, as: global.format)
    }

    /// To a migrator that knows no migration, all that the history has are missing; one that is half
    /// done is not applied.
    private static func applied(_ migrator: Migrator) throws -> [MigrationVersion] {
        try migrator.status().migrations.filter { [.applied, .missing].contains($0.state) }
            .map(\.version)
    }

    private func liveMigrator(in context: CommandContext) throws -> Migrator {
        do {
            return try global.migratorWithoutMigrations(in: context)
        } catch let error as MigrationError where error.code == .databaseMissing {
            let path = try global.databasePath(in: context)
            throw Refusal(
                code: error.code.rawValue, message: error.message,
                hint: "`\(Self.fullName) … --to \(path.shellQuoted)` makes it anew.")
        }
    }

    private func verified(
        in snapshots: Snapshots, _ context: CommandContext
    ) async throws -> Snapshot {
        let work = WatchedWork(format: global.format, context: context)
        return try await work { [snapshot] stop, onProgress in
            try snapshots.verify(snapshot, stop: stop, onProgress: onProgress)
        }
    }
}
