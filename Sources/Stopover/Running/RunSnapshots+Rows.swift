import GRDB
import Logging

extension RunSnapshots {
    /// Begins the row snapshot of a migration that is to have one, or goes on with that of a half-done
    /// one, whatever the policy says by now: half of the pre-images take nothing back.
    ///
    /// - Throws: ``MigrationError``; nothing was changed.
    func recording(_ migration: MigrationPlan, runID: String) throws -> RowSnapshotUse {
        guard let directory = context.snapshots, let database = context.database else {
            return .none
        }
        let openPast = { [context] in
            try SourceConnection.open(database, like: context.writer.configuration)
        }
        if let checkpoint = migration.halfDone {
            guard let mark = checkpoint.rowSnapshot,
                let writer = try resumed(at: mark, migration, directory, database)
            else { return .none }
            return .record(writer, openPast: openPast)
        }
        guard try context.settings.snapshot.need(of: migration).rows else { return .none }
        let writer = try begun(migration, runID: runID, directory, database)
        try removeSuperseded(by: writer.mark.name, directory, database)
        context.logger?.info(
            "row snapshot begun",
            metadata: ["version": "\(migration.version)", "snapshot": "\(writer.mark.name)"])
        return .record(writer, openPast: openPast)
    }

    private func begun(
        _ migration: MigrationPlan, runID: String, _ directory: SnapshotDirectory,
        _ database: String
    ) throws -> RowSnapshotWriter {
        do {
            return try RowSnapshotWriter.create(
                in: directory,
                RowSnapshotHead(
                    database: database, version: migration.version, name: migration.name,
                    runID: runID))
        } catch {
            throw SnapshotFailure.writing(error, in: directory.path).concerning(migration.version)
        }
    }

    /// Removes what attempts left that committed nothing, this database's alone: files without a chunk, and
    /// that which the checkpoint of such an attempt names.
    private func removeSuperseded(
        by new: String, _ directory: SnapshotDirectory, _ database: String
    ) throws {
        let checkpoint = try context.read(context.store.state).checkpoint
        let failed = checkpoint.flatMap { $0.isHalfDone ? nil : $0 }
        guard let directory = try directory.existing() else { return }
        for name in try directory.names() where SnapshotName.kind(name) == .rows && name != new {
            guard let file = try? RowSnapshotFile(directory.readable(name)), file.end == nil,
                file.head.database == database
            else { continue }
            let isFailed =
                name == failed?.rowSnapshot?.name && file.head.runID == failed?.runID
            let isEmpty = file.file.sizeInBytes == file.headSizeInBytes
            if isFailed || isEmpty { try? directory.remove(name) }
        }
    }

    /// Nil where it can't be gone on with, and the policy does without.
    private func resumed(
        at mark: RowSnapshotMark, _ migration: MigrationPlan, _ directory: SnapshotDirectory,
        _ database: String
    ) throws -> RowSnapshotWriter? {
        do {
            return try RowSnapshotWriter.resume(
                in: directory, at: mark, runID: migration.checkpoint?.runID ?? "",
                database: database)
        } catch {
            guard context.settings.snapshot == .none else {
                let reason = SnapshotFailure.reading(error, directory.path + "/" + mark.name)
                throw MigrationError(
                    reason.code,
                    "\(migration.name) is half done, and its row snapshot can't go on: "
                        + reason.message,
                    hint:
                        "Bring the file back as it was; or go on with --snapshot none, after which "
                        + "the migration can't be taken back row by row.",
                    version: migration.version)
            }
            context.logger?.warning(
                "row snapshot given up",
                metadata: ["version": "\(migration.version)", "snapshot": "\(mark.name)"])
            return nil
        }
    }
}

extension MigrationPlan {
    /// Where it stands, if something of it was committed.
    var halfDone: Checkpoint? {
        checkpoint.flatMap { $0.isHalfDone ? $0 : nil }
    }
}
