import GRDB

/// A run's plan as people read it.
extension Plan {
    /// Rows a second where the history shows no batch.
    static let assumedRate = 300_000.0
    /// Room for the WAL.
    static let walRoom = 64 << 20

    init(
        _ plan: RunPlan, _ state: HistoryState, _ snapshots: (SnapshotPolicy, SnapshotDirectory?),
        _ db: Database
    ) throws {
        direction = plan.direction
        let covered = try Self.covered(plan, snapshots.0, snapshots.1)
        let rate = Self.rate(state)
        migrations = try plan.migrations.map { migration in
            PlannedMigration(
                version: migration.version, name: migration.name,
                description: migration.description,
                isReversible: plan.direction == .up
                    && !(migration.registered?.down ?? []).isEmpty,
                takesSnapshot: covered.contains(migration.version),
                resumes: migration.checkpoint != nil,
                steps: try zip(migration.operations, migration.steps).enumerated().compactMap {
                    index, step in
                    let resumed = migration.checkpoint?.step == index ? migration.checkpoint : nil
                    let undoes = migration.undoes ?? migration.checkpoint?.undoes
                    return try step.1.map {
                        try PlannedStep(step.0, $0, resumed?.batch, undoes?[index], rate, db)
                    }
                })
        }
        let journalMode = try String.fetchOne(db, sql: "PRAGMA journal_mode") ?? ""
        let need = try Self.need(plan, snapshotCount: covered.count, snapshots.1, db)
        disks = need.volumes.map {
            DiskPlan(
                volume: $0.directory, freeBytes: $0.freeBytes, neededBytes: $0.neededBytes)
        }
        notes =
            Self.notes(plan, journalMode: journalMode, covered)
            + disks.compactMap(\.note).prefix(1)
    }

    /// The migrations that a snapshot is taken before.
    private static func covered(
        _ plan: RunPlan, _ policy: SnapshotPolicy, _ directory: SnapshotDirectory?
    ) throws -> Set<MigrationVersion> {
        guard plan.direction == .up, let directory else { return [] }
        let asking = try plan.migrations.filter {
            try policy.asks(for: $0) && directory.covering($0) == nil
        }.map(\.version)
        return Set(policy == .database ? Array(asking.prefix(1)) : asking)
    }

    /// What the history's batches did, together.
    private static func rate(_ state: HistoryState) -> Double {
        let measured = state.applied.filter { ($0.rows ?? 0) > 0 && ($0.activeSeconds ?? 0) > 0 }
        let rows = measured.compactMap(\.rows).reduce(0, +)
        let seconds = measured.compactMap(\.activeSeconds).reduce(0, +)
        return seconds > 0 ? Double(rows) / seconds : assumedRate
    }

    private static func notes(
        _ plan: RunPlan, journalMode: String, _ covered: Set<MigrationVersion>
    ) -> [String] {
        var notes: [String] = []
        if !covered.isEmpty, journalMode != "wal" {
            notes.append(
                "Writers wait while a snapshot is taken (journal_mode is \(journalMode)).")
        }
        let steps = plan.migrations.flatMap { $0.steps.compactMap { $0 } }
        let hasBatch = steps.contains { if case .batch = $0 { true } else { false } }
        if hasBatch, journalMode != "wal", journalMode != "memory" {
            notes.append(
                "The database is not in WAL mode: readers wait for each chunk (journal_mode is "
                    + "\(journalMode)).")
        }
        if steps.contains(where: { if case .schema = $0 { true } else { false } }),
            !plan.migrations.isEmpty
        {
            notes.append("A schema step holds the write lock until it is done.")
        }
        for migration in plan.migrations where plan.direction == .up {
            if migration.registered?.isReversible == false {
                notes.append(
                    covered.contains(migration.version)
                        ? "\(migration.version) has no down steps: restoring the snapshot takes it "
                            + "back, and what is written since with it."
                        : "\(migration.version) has no down steps: it can't be rolled back.")
            }
            for case .batch(let batch)? in migration.steps where batch.key.isBareRowID {
                notes.append(
                    "\(batch.key.table) has no primary key: the batch pages by rowid, and a VACUUM "
                        + "while it is half done refuses to go on.")
            }
        }
        for table in plan.uncopied {
            notes.append(
                "The virtual table \(table) could not be tried: its module is not loaded here.")
        }
        return notes
    }

    /// Of the database's volume: the WAL, and the whole database where a schema step rewrites or drops.
    private static func need(
        _ plan: RunPlan, snapshotCount: Int, _ directory: SnapshotDirectory?, _ db: Database
    ) throws -> DiskNeed {
        var need = DiskNeed()
        guard let path = db.mainFilePath else { return need }
        let rewrites = plan.migrations.flatMap { $0.steps.compactMap { $0 } }.contains {
            if case .schema(let effects) = $0 {
                effects.isDestructive || !effects.writes.isEmpty
            } else {
                false
            }
        }
        let size = FileSystem.size(path)
        need.add(walRoom + (rewrites ? 2 * size : 0), in: FileSystem.directory(path))
        if snapshotCount > 0, let directory {
            let each = DiskNeed.ofSnapshot(databaseSizeInBytes: size)
            need.add(snapshotCount * each, in: directory.path)
        }
        return need
    }
}

extension DiskPlan {
    /// A warning where there may be too little room.
    fileprivate var note: String? {
        freeBytes < neededBytes
            ? "There may be too little free disk: a run does not begin without room for its snapshot; "
                + "one that fills the disk fails, and goes on once there is room."
            : nil
    }
}

extension PlannedStep {
    fileprivate init(
        _ operation: Operation, _ step: StepPlan, _ position: BatchPosition?,
        _ bound: UndoBound?, _ rate: Double,
        _ db: Database
    ) throws {
        var rows: Int?
        var key: [String] = []
        if case .batch(let batch) = step {
            key = batch.key.columns
            if let position {
                rows = position.rowsTotal - position.rowsDone
            } else if let bound {
                rows = bound.rows
            } else if try db.tableExists(batch.key.table) {
                rows = try SchemaGuard.count(db, batch.key.table)
            }
        }
        self.init(
            description: operation.description, key: key, rows: rows,
            expected: rows.map { .seconds(Double($0) / rate) }, writes: step.writes)
    }
}
