/// Which snapshots a run takes first.
public enum SnapshotPolicy: String, Sendable, Hashable, CaseIterable {
    /// For a migration without `down` steps, what can take it back: a row snapshot of what its batches
    /// change; a snapshot of the whole database where its schema steps can lose data (rows deleted or
    /// written over, tables or columns dropped, closures that may do so), or its batches can and a row
    /// snapshot can't keep that. A row snapshot too where `down` has ``RestoreRows``.
    case auto
    /// The whole database, before the run changes anything: one for all of its migrations.
    case database
    /// Of each migration with batches, the rows that these change: what it was is kept chunk by chunk, and
    /// durable before the chunk is.
    case rows
    /// None.
    case none
}

/// What a migration needs before it changes anything.
struct SnapshotNeed: Sendable, Hashable {
    /// A snapshot of the whole database.
    var database = false
    /// A row snapshot.
    var rows = false
}

extension SnapshotPolicy {
    /// - Throws: `snapshotFailed` where a row snapshot is asked for that can't take the migration back.
    func need(of migration: MigrationPlan) throws(MigrationError) -> SnapshotNeed {
        switch self {
        case .none: return SnapshotNeed()
        case .database: return SnapshotNeed(database: true)
        case .rows:
            try migration.refuseUncovered()
            try migration.refuseBegunWithout()
            return SnapshotNeed(rows: migration.hasBatch)
        case .auto: return try automatic(migration)
        }
    }

    private func automatic(_ migration: MigrationPlan) throws(MigrationError) -> SnapshotNeed {
        guard !migration.restoresRows || migration.isBegunWithout else {
            try migration.refuseUncoveredBatch()
            return SnapshotNeed(rows: migration.hasBatch)
        }
        guard migration.registered?.isReversible == false else { return SnapshotNeed() }
        let isCovered = migration.doubted == nil && !migration.isBegunWithout
        let losesData = migration.steps.contains { step in
            switch step {
            case .schema?: step?.mayLoseData ?? false
            case .batch(let batch)?: batch.mayLoseData && !isCovered
            case .restoreRows?, nil: false
            }
        }
        return SnapshotNeed(
            database: losesData, rows: !losesData && migration.hasBatch && isCovered)
    }
}

extension MigrationPlan {
    /// It has batches that are not done.
    fileprivate var hasBatch: Bool {
        steps.contains { if case .batch? = $0 { true } else { false } }
    }

    /// Its `down` steps put rows back.
    fileprivate var restoresRows: Bool {
        registered?.down.contains(where: \.restoresRows) ?? false
    }

    /// The first step that a row snapshot is not sure to keep, and why.
    var doubted: (step: Int, reason: String)? {
        first { $0.doubt }
    }

    /// The first batch of whose coverage `body` tells something.
    private func first(
        _ body: (RowCoverage) -> String?
    ) -> (step: Int, reason: String)? {
        for case (let index, .batch(let batch)?) in steps.enumerated() {
            if let reason = body(batch.coverage) { return (index, reason) }
        }
        return nil
    }

    /// It is half done, and what it changed so far was not kept.
    fileprivate var isBegunWithout: Bool {
        checkpoint.map { $0.isHalfDone && $0.rowSnapshot == nil } ?? false
    }

    fileprivate func refuseBegunWithout() throws(MigrationError) {
        guard isBegunWithout, hasBatch else { return }
        throw MigrationError(
            .snapshotFailed,
            "\(name) is half done and began without a row snapshot: one of the rest would take back only "
                + "that",
            hint: "Go on with --snapshot auto, database or none, or take it back with `rollback`.",
            version: version)
    }

    fileprivate func refuseUncovered() throws(MigrationError) {
        try refuseUncoveredBatch()
        guard registered?.isReversible == false,
            let index = steps.firstIndex(where: {
                if case .schema(let effects)? = $0 { effects.mayLoseData } else { false }
            })
        else { return }
        throw MigrationError(
            .snapshotFailed,
            "A row snapshot keeps what batches change, and step \(index + 1) "
                + "(\(operations[index].description)) may lose other data",
            hint:
                "Run with --snapshot auto or database, or write what takes it back as down steps.",
            version: version)
    }

    fileprivate func refuseUncoveredBatch() throws(MigrationError) {
        let refused = first { if case .refused(let reason) = $0 { reason } else { nil } }
        guard let (index, reason) = refused else { return }
        throw MigrationError(
            .snapshotFailed,
            "A row snapshot can't keep what step \(index + 1) "
                + "(\(operations[index].description)) changes: \(reason)",
            hint: "Run with --snapshot database, or --snapshot none to do without a way back.",
            version: version)
    }
}
