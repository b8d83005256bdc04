import Logging

/// What a run writes to the log: which migration, and how it went.
struct RunLog {
    let logger: Logger

    func started(_ migration: MigrationPlan, _ direction: Direction) {
        logger.info(
            "migration started",
            metadata: [
                "version": "\(migration.version)", "name": "\(migration.name)",
                "direction": "\(direction.rawValue)",
            ])
    }

    func dropped(_ indexes: [String], _ migration: MigrationPlan) {
        logger.info(
            "indexes dropped until the batch is done",
            metadata: [
                "version": "\(migration.version)", "indexes": "\(indexes.joined(separator: ", "))",
            ])
    }

    func built(_ index: String, _ migration: MigrationPlan) {
        logger.info(
            "index built again",
            metadata: ["version": "\(migration.version)", "index": "\(index)"])
    }

    /// - Parameter missing: indexes that are dropped by then.
    func stopped(_ migration: MigrationPlan, _ reason: StopReason, missing: [String]) {
        var metadata: Logger.Metadata = [
            "version": "\(migration.version)", "reason": "\(reason.rawValue)",
        ]
        if !missing.isEmpty { metadata["missing_indexes"] = "\(missing.joined(separator: ", "))" }
        logger.info("run stopped", metadata: metadata)
    }

    func finished(_ migration: MigrationPlan, rows: Int) {
        logger.info(
            "migration finished",
            metadata: ["version": "\(migration.version)", "rows": "\(rows)"])
    }
}
