/// Opens the row snapshots that a rollback puts back.
struct RowSnapshots {
    /// Nil in memory.
    let directory: SnapshotDirectory?
    let watch: SnapshotWatch
    /// The database's real path, where a snapshot that a crash left without its end may get one.
    var ending: String?

    /// Those of the migrations that restore rows, by version, each checked whole.
    ///
    /// - Throws: ``MigrationError``, before anything is changed.
    func opened(_ migrations: [MigrationPlan]) throws -> [MigrationVersion: RowSnapshot] {
        var opened: [MigrationVersion: RowSnapshot] = [:]
        for migration in migrations {
            guard let reference = migration.rowSnapshot,
                migration.operations.dropFirst(migration.checkpoint?.step ?? 0)
                    .contains(where: \.restoresRows)
            else { continue }
            let snapshot = try open(reference, migration)
            try migration.refuseAlteredTables(snapshot.tally.shapes)
            opened[migration.version] = snapshot
        }
        return opened
    }

    private func open(
        _ reference: RowSnapshotReference, _ migration: MigrationPlan
    ) throws -> RowSnapshot {
        guard let directory else { throw gone(reference, migration, in: nil) }
        guard FileSystem.isThere(directory.path + "/" + reference.name) else {
            throw gone(reference, migration, in: directory.path)
        }
        let mark = ended(reference, in: directory) ?? reference.mark
        let name = mark?.name ?? reference.name
        let path = directory.path + "/" + name
        do {
            var progress = watch.begin(.verifying, name, bytesTotal: FileSystem.size(path))
            let snapshot = try RowSnapshot(path: path, mark: mark) {
                try progress.advance(by: $0)
            }
            guard reference.runID.map({ $0 == snapshot.head.runID }) ?? true else {
                throw otherRun(path, migration)
            }
            return snapshot
        } catch {
            throw SnapshotFailure.reading(error, path).concerning(migration.version)
        }
    }

    /// Ends the snapshot of a half-done migration, which gets no chunk any more. It can be put back without
    /// an end, too, so that what fails here is passed over.
    private func ended(
        _ reference: RowSnapshotReference, in directory: SnapshotDirectory
    ) -> RowSnapshotMark? {
        guard let ending, let mark = reference.mark, let runID = reference.runID,
            let writer = try? RowSnapshotWriter.resume(
                in: directory, at: mark, runID: runID, database: ending)
        else { return nil }
        try? writer.seal(after: mark)
        return writer.mark
    }

    private func gone(
        _ reference: RowSnapshotReference, _ migration: MigrationPlan, in directory: String?
    ) -> MigrationError {
        let rows = reference.rows.map { "the \($0) row\($0 == 1 ? "" : "s") that it changed" }
        return MigrationError(
            .snapshotMissing,
            "\(migration.name) can't be taken back: its row snapshot \(reference.name) is not in "
                + "\(directory ?? "a database in memory"), and with it the old values of "
                + "\(rows ?? "what it changed") are gone",
            hint: "Bring the file back, or name its directory with --snapshot-dir.",
            version: migration.version)
    }

    private func otherRun(_ path: String, _ migration: MigrationPlan) -> MigrationError {
        MigrationError(
            .snapshotMissing,
            "\(path) is not the row snapshot of the run that applied \(migration.name), but another "
                + "run's",
            hint: "Bring that one back, or name its directory with --snapshot-dir.",
            version: migration.version)
    }
}

extension MigrationPlan {
    /// Refuses, before anything is changed, where the rows would not fit any more: their tables were altered
    /// since, or are by the steps that come before.
    fileprivate func refuseAlteredTables(_ shapes: Set<RowTally.Shape>) throws(MigrationError) {
        for case (let index, .restoreRows(let tables)?) in steps.enumerated() {
            let tables = Dictionary(
                tables.map { (FoldedName($0.name), $0) }, uniquingKeysWith: { first, _ in first })
            for shape in shapes.sorted(by: { $0.table < $1.table }) {
                let check = UndoTableCheck(shape.changes)
                do throws(MigrationError) {
                    _ = try check.key(check.checked(tables[FoldedName(shape.table)]))
                } catch {
                    throw altered(error, atStep: index)
                }
            }
        }
    }

    private func altered(_ error: MigrationError, atStep index: Int) -> MigrationError {
        let place = operations[index].place(index + 1)
        guard index > 0 else {
            return MigrationError(
                error.code, error.message, hint: error.hint, version: version)
        }
        return MigrationError(
            error.code, place + error.message,
            hint: "Put RestoreRows() (-- migrate:restore) before the steps that alter the table, "
                + "or bring the table back to the shape it had then.",
            version: version)
    }
}
