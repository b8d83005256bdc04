/// What a plan says beside its steps: what others will wait for, what can't be taken back.
struct PlanNotes {
    let plan: RunPlan
    let journalMode: String
    let policy: SnapshotPolicy
    /// What is taken and kept of each migration on its way up.
    let needs: [MigrationVersion: SnapshotNeed]

    var all: [String] {
        waits + plan.migrations.flatMap(notes)
            + plan.uncopied.map {
                "The virtual table \($0) could not be tried: its module is not loaded here."
            }
    }

    private var waits: [String] {
        var notes: [String] = []
        if needs.values.contains(where: \.database), journalMode != "wal" {
            notes.append(
                "Writers wait while a snapshot is taken (journal_mode is \(journalMode)).")
        }
        let steps = plan.migrations.flatMap { $0.steps.compactMap(\.self) }
        if steps.contains(where: \.isChunked), journalMode != "wal", journalMode != "memory" {
            notes.append(
                "The database is not in WAL mode: readers wait for each chunk (journal_mode is "
                    + "\(journalMode)).")
        }
        if !steps.allSatisfy(\.isChunked) {
            notes.append("Schema steps and checks hold the write lock until they are done.")
        }
        return notes
    }

    private func notes(_ migration: MigrationPlan) -> [String] {
        guard plan.direction == .up else { return [] }
        var notes: [String] = []
        if migration.registered?.isReversible == false { notes.append(wayBack(migration)) }
        for case .batch(let batch)? in migration.steps where batch.key.isBareRowID {
            notes.append(
                "\(batch.key.table) has no primary key: the batch pages by rowid, and a VACUUM "
                    + "while it is half done refuses to go on.")
        }
        return notes
    }

    /// Of a migration without `down` steps.
    private func wayBack(_ migration: MigrationPlan) -> String {
        let subject = "\(migration.version) has no down steps"
        let need = needs[migration.version] ?? SnapshotNeed()
        if need.rows, migration.isReversible(keepingRows: true) {
            return
                "\(subject): its row snapshot takes it back, and leaves what is written since alone."
        }
        if need.rows {
            return
                "\(subject), and schema steps beside its batches: it can't be rolled back. With down "
                + "steps for these it can, and RestoreRows() (-- migrate:restore) among them puts the "
                + "rows back."
        }
        let isTaken = need.database || needs.values.contains { $0.database }
        let way =
            isTaken
            ? "restoring the snapshot takes it back, and what is written since with it."
            : "it can't be rolled back."
        guard policy == .auto, let (step, reason) = migration.doubted else {
            return "\(subject): \(way)"
        }
        let alternative = isTaken ? "" : " --snapshot database takes the whole database first."
        return
            "\(subject), and a row snapshot can't be sure to keep what step \(step + 1) changes (\(reason)): "
            + way + alternative
    }
}

extension StepPlan {
    /// It commits chunk by chunk.
    fileprivate var isChunked: Bool {
        switch self {
        case .batch, .restoreRows: true
        case .schema: false
        }
    }
}

extension MigrationPlan {
    /// `rollback` can take it back: by its `down` steps or, where all that it does is batches, by the rows
    /// that were kept.
    func isReversible(keepingRows: Bool) -> Bool {
        registered?.isReversible ?? false || (keepingRows && operations.isOfBatchesAlone)
    }
}
