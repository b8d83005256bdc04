import GRDB

/// A run's plan as people read it.
extension Plan {
    /// Rows a second where the history shows no batch.
    static let assumedRate = 300_000.0
    /// What the log may hold beside each page of the database once.
    private static let logHeadroom = 64 << 20

    init(
        _ plan: RunPlan, _ state: HistoryState, _ settings: RunSettings,
        _ directory: SnapshotDirectory?, _ forecasts: [MigrationVersion: RestoreForecast],
        _ db: Database
    ) throws {
        direction = plan.direction
        let needs = try Self.needs(plan, settings.snapshot, directory)
        let rate = Self.rate(state)
        migrations = try plan.migrations.map { migration in
            PlannedMigration(
                version: migration.version, name: migration.name,
                description: migration.description,
                isReversible: plan.direction == .down
                    || migration.isReversible(keepingRows: needs[migration.version]?.rows ?? false),
                takesSnapshot: needs[migration.version]?.database ?? false,
                keepsRows: needs[migration.version]?.rows ?? false,
                resumes: migration.checkpoint != nil,
                steps: try zip(migration.operations, migration.steps).enumerated().compactMap {
                    index, step in
                    let resumed = migration.checkpoint?.step == index ? migration.checkpoint : nil
                    let undoes = migration.undoes ?? migration.checkpoint?.undoes
                    return try step.1.map {
                        try PlannedStep(
                            step.0, $0, resumed?.batch, undoes?[index], settings.indexes,
                            forecasts[migration.version], rate, db)
                    }
                })
        }
        var need = try Self.need(plan, Array(needs.values), settings, directory, db)
        if let path = db.mainFilePath {
            for (planned, migration) in zip(migrations, plan.migrations) {
                planned.addIndexes(to: &need, migration, ofDatabase: path)
            }
        }
        disks = need.volumes.map {
            DiskPlan(
                volume: $0.directory, freeBytes: $0.freeBytes, neededBytes: $0.neededBytes)
        }
        notes =
            PlanNotes(
                plan: plan, journalMode: try db.journalMode(), policy: settings.snapshot,
                needs: needs
            ).all
            + IndexNotes(policy: settings.indexes).all(migrations, plan)
            + plan.migrations.filter { forecasts[$0.version].map { $0.conflicts == nil } ?? false }
            .map(\.unforeseen) + disks.compactMap(\.note).prefix(1)
    }

    /// What is taken and kept of each migration on its way up.
    private static func needs(
        _ plan: RunPlan, _ policy: SnapshotPolicy, _ directory: SnapshotDirectory?
    ) throws -> [MigrationVersion: SnapshotNeed] {
        guard plan.direction == .up, let directory else { return [:] }
        var needs: [MigrationVersion: SnapshotNeed] = [:]
        for migration in plan.migrations {
            needs[migration.version] = try policy.due(
                before: migration, covering: directory.covering(migration),
                stands: needs.values.contains { $0.database })
        }
        return needs
    }

    /// What the history's batches did, together.
    private static func rate(_ state: HistoryState) -> Double {
        let measured = state.applied.filter { ($0.rows ?? 0) > 0 && ($0.activeSeconds ?? 0) > 0 }
        let rows = measured.compactMap(\.rows).reduce(0, +)
        let seconds = measured.compactMap(\.activeSeconds).reduce(0, +)
        return seconds > 0 ? Double(rows) / seconds : assumedRate
    }

    /// Of the database's volume: the WAL, and the whole database where a schema step rewrites or drops.
    private static func need(
        _ plan: RunPlan, _ needs: [SnapshotNeed], _ settings: RunSettings,
        _ directory: SnapshotDirectory?, _ db: Database
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
        // Of the pages that a batch changes, however far the limit is.
        let log = min(settings.usedWALLimit, logHeadroom + size)
        need.add(log + (rewrites ? 2 * size : 0), in: FileSystem.directory(path))
        for snapshot in needs {
            guard let directory else { break }
            if snapshot.database {
                need.add(DiskNeed.ofSnapshot(databaseSizeInBytes: size), in: directory.path)
            }
            if snapshot.rows {
                need.add(DiskNeed.ofRowSnapshot(databaseSizeInBytes: size), in: directory.path)
            }
        }
        return need
    }
}

extension MigrationPlan {
    /// Of one whose conflicts can't be counted.
    fileprivate var unforeseen: String {
        "Steps before it change the tables that \(version) puts rows back into: its conflicts show when it is "
            + "taken back."
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
        _ bound: UndoBound?, _ indexes: IndexPolicy, _ forecast: RestoreForecast?, _ rate: Double,
        _ db: Database
    ) throws {
        var rows: Int?
        var key: [String] = []
        if case .restoreRows = step { rows = forecast?.rows }
        if case .batch(let batch) = step {
            key = batch.key.columns
            let total: Int? =
                if let counted = position?.rowsTotal ?? bound?.rows {
                    counted
                } else if try db.tableExists(batch.key.table) {
                    try SchemaGuard.count(db, batch.key.table)
                } else { nil }
            rows = total.map { max(0, $0 - (position?.rowsDone ?? 0)) }
        }
        self.init(
            description: operation.description, key: key, rows: rows,
            expected: rows.map { .seconds(Double($0) / rate) }, writes: step.writes)
        if case .restoreRows = step { conflicts = forecast?.conflicts }
        let rule = DeferralRule(policy: indexes, isBounded: bound != nil)
        if case .batch(let batch) = step, rule.mayBeDue(rows: rows) {
            rebuiltIndexes = batch.deferrableIndexes.map(\.name)
        }
    }
}
