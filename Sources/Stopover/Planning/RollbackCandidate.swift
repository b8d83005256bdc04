/// A migration that a rollback may take back, and how it would.
struct RollbackCandidate: Sendable {
    let version: MigrationVersion
    let name: String
    /// The `down` steps as the history has them.
    let stored: String?
    /// It is half done, or half taken back.
    let checkpoint: Checkpoint?
    /// The database snapshot that covers it.
    let snapshot: String?
    /// The pre-images of its batches.
    let rowSnapshot: RowSnapshotReference?
    /// Of the steps that ran; nil where an earlier tool or a person wrote the history.
    private let checksum: String?
    /// These steps as text; nil where SQL can't say them.
    private let storedUp: String?

    init(_ applied: HistoryState.Applied) {
        version = applied.version
        name = applied.name
        stored = applied.down
        checkpoint = nil
        snapshot = applied.snapshot
        rowSnapshot = RowSnapshotReference(applied)
        checksum = applied.checksum
        storedUp = applied.up
    }

    init(_ halfDone: Checkpoint, _ state: HistoryState) {
        version = halfDone.version
        name = halfDone.name
        let applied = state.applied(halfDone.version)
        stored = halfDone.down ?? applied?.down
        checkpoint = halfDone
        snapshot = halfDone.snapshot
        rowSnapshot = RowSnapshotReference(halfDone)
        let isUp = halfDone.direction == .up
        checksum = isUp ? halfDone.checksum : applied?.checksum
        storedUp = isUp ? halfDone.up : applied?.up
    }

    /// `rollback` can take it back, as far as code and history tell.
    func isReversible(_ registry: MigrationRegistry) -> Bool {
        (try? item(registry)) != nil
    }

    /// The steps that take it back: its `down`; else, where all that it did is batches, their pre-images.
    ///
    /// - Throws: `irreversible` where there is no such way, `halfDone` where none fits what is done.
    func item(_ registry: MigrationRegistry) throws(MigrationError) -> RollbackSelection.Item {
        let item = try way(registry)
        try refuseOthers(than: item, registry[version])
        return item
    }

    /// Half taken back, it stands at a step of those that it began with: others would be taken for them.
    private func refuseOthers(
        than item: RollbackSelection.Item, _ migration: RegisteredMigration?
    ) throws(MigrationError) {
        guard let checkpoint, checkpoint.direction == .down, let began = checkpoint.checksum
        else { return }
        // An earlier release kept the checksum of up.
        let isKnown = began == item.checksum || began == migration?.checksum
        if isKnown, checkpoint.fits(stepCount: item.operations.count) { return }
        throw MigrationError(
            .halfDone, "\(name) is half taken back, and its down steps were changed since",
            hint: "Bring them back as they were when the rollback began, and roll back again.",
            version: version)
    }

    private func way(_ registry: MigrationRegistry) throws(MigrationError) -> RollbackSelection.Item
    {
        let migration = registry[version]
        let down = try down(of: migration)
        // What is half taken back by its pre-images, though the code may say otherwise by now.
        if checkpoint?.direction == .down, rowSnapshot != nil,
            !down.contains(where: \.restoresRows)
        {
            return item([Operation(.restoreRows)], nil, migration)
        }
        guard !down.isEmpty else {
            guard rowSnapshot != nil, isOfBatchesAlone(migration) else {
                throw irreversible(migration)
            }
            return item([Operation(.restoreRows)], [:], migration)
        }
        if down.contains(where: \.restoresRows), rowSnapshot == nil { throw nothingKept }
        do {
            return item(down, try undoes(down, migration), migration)
        } catch {
            // Which rows it changed, the pre-images know.
            guard error.code == .halfDone, rowSnapshot != nil, isOfBatchesAlone(migration) else {
                throw error
            }
            return item([Operation(.restoreRows)], [:], migration)
        }
    }

    private func item(
        _ operations: [Operation], _ undoes: [Int: UndoBound]?, _ migration: RegisteredMigration?
    ) -> RollbackSelection.Item {
        let isHalfDone = checkpoint?.direction == .up
        let foreignKeys = migration?.foreignKeys ?? .checked
        return RollbackSelection.Item(
            version: version, name: name, description: migration?.description ?? "",
            operations: operations, foreignKeys: foreignKeys,
            checksum: Checksum.of(
                operations: operations, revision: migration?.revision ?? 1, foreignKeys: foreignKeys
            ),
            stored: stored, checkpoint: checkpoint, undoes: isHalfDone ? undoes : nil,
            snapshot: snapshot,
            rowSnapshot: operations.contains(where: \.restoresRows) ? rowSnapshot : nil)
    }

    private func down(of migration: RegisteredMigration?) throws(MigrationError) -> [Operation] {
        if let migration { return migration.down }
        guard let stored else { return [] }
        do {
            return try StepsText.parse(stored, direction: .down)
        } catch {
            throw MigrationError(
                .irreversible,
                "\(name) can't be taken back: its down steps in the history can't be read",
                hint: "Bring its code back.", version: version)
        }
    }

    // MARK: What it did

    /// The steps of `up` as they ran; nil where they are gone.
    private func up(_ migration: RegisteredMigration?) -> [Operation]? {
        // Steps that were changed since are not those that ran.
        if let migration, checksum == nil || migration.checksum == checksum { return migration.up }
        return storedUp.flatMap { try? StepsText.parse($0, direction: .up) }
    }

    /// What was done of it is batches and checks.
    private func isOfBatchesAlone(_ migration: RegisteredMigration?) -> Bool {
        guard let up = up(migration) else { return false }
        guard let checkpoint, checkpoint.direction == .up else { return up.isOfBatchesAlone }
        // A schema step that it stands before, or failed at, left nothing.
        let isInside =
            checkpoint.batch != nil || checkpoint.statement > 0
            || !checkpoint.deferredIndexes.isEmpty
        return up.prefix(checkpoint.step + (isInside ? 1 : 0)).isOfBatchesAlone
    }

    private func undoes(
        _ down: [Operation], _ migration: RegisteredMigration?
    ) throws(MigrationError) -> [Int: UndoBound]? {
        guard let checkpoint, checkpoint.direction == .up else { return nil }
        guard let up = up(migration) else {
            guard !down.contains(where: { $0.batch != nil }) else {
                throw MigrationError(
                    .halfDone,
                    "\(name) is half done, and the steps that ran are gone: its down steps can't "
                        + "tell which rows it changed",
                    hint: "Bring its code back as it was.", version: version)
            }
            return [:]
        }
        return try UndoBounds(up: up, checkpoint: checkpoint).bounds(of: down)
    }

    // MARK: Refusals

    private var nothingKept: MigrationError {
        MigrationError(
            .irreversible,
            "\(name) can't be taken back: its down steps restore rows, and no row snapshot of it was kept",
            hint: wayOut ?? "Write what takes it back as its down steps, or restore a backup.",
            version: version)
    }

    private func irreversible(_ migration: RegisteredMigration?) -> MigrationError {
        let (reason, hint) = obstacle(migration)
        return MigrationError(
            .irreversible, "\(name) can't be taken back: \(reason)", hint: wayOut ?? hint,
            version: version)
    }

    /// Why there is no way back, and what makes one.
    private func obstacle(_ migration: RegisteredMigration?) -> (reason: String, hint: String) {
        let writeDown = "Write what takes it back as its down steps, or restore a backup."
        let isKnown = up(migration) != nil
        guard let rowSnapshot else {
            return migration == nil && !isKnown
                ? ("its code is gone, and the history has no down steps", writeDown)
                : ("it has no down steps", writeDown)
        }
        guard isKnown else {
            let since = migration == nil ? "is gone" : "was changed since"
            return (
                "it has no down steps, and its code \(since), so what it did beside its batches is not known",
                "Bring its code back as it was; \(rowSnapshot.name) has what its batches changed."
            )
        }
        return (
            "it has schema steps beside its batches, and no down steps",
            "Write what takes the schema steps back as its down steps, with RestoreRows() "
                + "(-- migrate:restore) where the rows of \(rowSnapshot.name) go back."
        )
    }

    private var wayOut: String? {
        snapshot.map {
            "`snapshot restore \($0)` puts the whole database back as it was then; what was written "
                + "since is lost."
        }
    }
}

extension Collection<Operation> {
    /// Batches, with checks between them, and nothing else.
    var isOfBatchesAlone: Bool {
        contains { $0.batch != nil }
            && allSatisfy { operation in
                switch operation.kind {
                case .batch, .verify: true
                case .script, .closure, .addColumn, .restoreRows: false
                }
            }
    }
}
