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

    func stopped(_ migration: MigrationPlan, _ reason: StopReason) {
        logger.info(
            "run stopped",
            metadata: ["version": "\(migration.version)", "reason": "\(reason.rawValue)"])
    }

    func finished(_ migration: MigrationPlan, rows: Int) {
        logger.info(
            "migration finished",
            metadata: ["version": "\(migration.version)", "rows": "\(rows)"])
    }
}
