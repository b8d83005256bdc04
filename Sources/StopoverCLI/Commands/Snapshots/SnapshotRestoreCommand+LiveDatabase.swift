import Stopover

/// `restore` in place.
extension SnapshotRestoreCommand {
    func restore(_ context: CommandContext) async throws {
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

    func showRestore(_ context: CommandContext) async throws {
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
        let status = try migrator.status()
        let output = RestorePlanOutput(
            snapshot: verified, database: snapshots.database, databaseSizeInBytes: info.sizeInBytes,
            applied: Self.applied(status),
            safetyDirectory: noSafetySnapshot ? nil : snapshots.directory,
            lockHolder: status.lockHolder,
            date: context.time.now().date)
        context.show(output.text, output.event, as: global.format)
    }

    /// To a migrator that knows no migration, all that the history has are missing; one that is half
    /// done is not applied.
    private static func applied(_ status: StatusReport) -> [MigrationVersion] {
        status.migrations.filter { [.applied, .missing].contains($0.state) }.map(\.version)
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
}
