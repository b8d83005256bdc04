import Foundation
import GRDB
import Logging

/// Runs what a selection asks for, inside the lock, one migration after the other.
struct Runner {
    let context: RunContext
    let selection: RunSelection

    /// Applies what is pending up to `target`.
    func run(to target: MigrationVersion?) throws -> RunReport {
        try carryOut(.up) { try selection.up(to: target, $0) }
    }

    /// Takes back what `extent` asks for.
    func rollback(_ extent: RollbackExtent, _ conflicts: ConflictPolicy) throws -> RunReport {
        try carryOut(.down, conflicts) { try selection.down(extent, $0) }
    }

    private func carryOut(
        _ direction: Direction, _ conflicts: ConflictPolicy = .report,
        _ select: (HistoryState) throws -> [MigrationPlan]
    ) throws -> RunReport {
        var tally = Tally(context)
        // Made inside the lock: one made before it could be stale.
        let plan = try context.write { db in
            let state = try context.store.state(db)
            let planner = Planner(
                configuration: context.writer.configuration, history: state,
                tables: context.store.tables)
            return try planner.plan(try select(state), direction, db)
        }
        guard !plan.migrations.isEmpty else { return try tally.report(.done) }
        try refuseFullDisk(plan.migrations[0].version)
        return try WriteAheadLog.kept(by: context) { context in
            try carryOut(plan, direction, conflicts, &tally, context)
        }
    }

    private func carryOut(
        _ plan: RunPlan, _ direction: Direction, _ conflicts: ConflictPolicy, _ tally: inout Tally,
        _ context: RunContext
    ) throws -> RunReport {
        var preparation = Preparation(
            context, conflicts,
            try RowSnapshots(
                directory: context.snapshots, watch: context.watch, ending: context.database
            ).opened(plan.migrations))
        var schemaVersion = plan.schemaVersion
        for (index, migration) in plan.migrations.enumerated() {
            let runID = migration.checkpoint?.runID ?? UUID().uuidString.lowercased()
            let (snapshot, rows): (String?, RowSnapshotUse)
            do {
                snapshot = try preparation.snapshot(migration, direction, runID: runID)
                tally.snapshots = preparation.snapshots.taken
                rows = try preparation.rows(migration, direction, runID: runID)
                // Behind the first snapshots: they have nothing of ours, and where there can't be any
                // nothing is changed.
                if index == 0 {
                    do {
                        schemaVersion = try prepare(plan.schemaVersion)
                    } catch {
                        preparation.abandon(rows, migration)
                        throw error
                    }
                }
            } catch let error as MigrationError where error.code == .stopped {
                // Free disk may be back: the part that was written is gone.
                let reason: StopReason =
                    context.stop.signal.isRequested ? .interrupted : .diskLow
                return try tally.report(.stopped(reason, at: migration.version))
            } catch let error as MigrationError
                where error.outcome == .refused && !tally.finished.isEmpty
            {
                // The migrations before it stay as they are now.
                throw error.with(outcome: .failed)
            }
            var runner = MigrationRunner(
                preparation.context, direction, migration, runID: runID,
                schemaVersion: schemaVersion, snapshot: snapshot, rows: rows)
            logger?.started(migration, direction)
            let stopped = try runner.run { checkpoint in
                try replan(migration, direction, checkpoint)
            }
            tally.add(runner, migration.version)
            if let stopped {
                logger?.stopped(migration, stopped, missing: runner.missingIndexes)
                return try tally.report(.stopped(stopped, at: migration.version))
            }
            tally.finished.append(migration.version)
            context.onProgress(
                .migrationFinished(
                    runner.finalProgress, rows: runner.finalRows, active: runner.finalActive))
            logger?.finished(migration, rows: runner.finalRows)
            // Where the schema moved, the plans behind are stale as well: 0 makes them again.
            schemaVersion = runner.wasReplanned ? 0 : runner.schemaVersion
        }
        return try tally.report(.done)
    }

    private var logger: RunLog? { context.logger.map(RunLog.init) }

    /// Makes the engine's tables, now that everything was checked.
    ///
    /// - Returns: the schema version after it.
    private func prepare(_ planned: Int64) throws -> Int64 {
        try context.write { db in
            if try context.store.isPrepared(db) { return planned }
            return try db.immediate { db in
                guard try db.schemaVersion() == planned else {
                    throw MigrationError(
                        .schemaMoved, "Another connection changed the schema just now",
                        hint: "Run again.", outcome: .locked)
                }
                try context.store.prepare(db)
                return try db.schemaVersion()
            }
        }
    }

    /// Plans the steps of a half-done migration that are left once more.
    private func replan(
        _ migration: MigrationPlan, _ direction: Direction, _ checkpoint: Checkpoint
    ) throws -> (MigrationPlan, Int64) {
        try context.write { db in
            let planner = Planner(
                configuration: context.writer.configuration, history: nil,
                tables: context.store.tables)
            let plan = try planner.plan([migration.resumed(at: checkpoint)], direction, db)
            return (plan.migrations[0], plan.schemaVersion)
        }
    }

    private func refuseFullDisk(_ version: MigrationVersion) throws {
        guard let minimum = context.settings.minimumFreeBytes, let volume = context.stop.volume,
            let free = FileSystem.freeBytes(volume), free < minimum
        else { return }
        throw MigrationError(
            .diskFull,
            "The database's volume has \(ByteCount(free)) free, and the run is to leave "
                + "\(ByteCount(minimum))",
            hint: "Make room, or lower --min-free.", version: version)
    }
}
