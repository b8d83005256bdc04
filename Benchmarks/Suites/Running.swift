import Stopover

/// Applies a migration of these steps.
func run(
    on path: String, snapshot: SnapshotPolicy = .none,
    @StepsBuilder _ up: @escaping @Sendable () -> Steps
) throws {
    try migrator(on: path, snapshot: snapshot, up).runAndWait()
}

func migrator(
    on path: String, snapshot: SnapshotPolicy = .none,
    @StepsBuilder _ up: @escaping @Sendable () -> Steps
) throws -> Migrator {
    var settings = RunSettings()
    settings.snapshot = snapshot
    return try Migrator(path: path, migrations: [OneMigration(steps: up)], settings: settings)
}

private struct OneMigration: Migration {
    let version: MigrationVersion = 1
    let steps: @Sendable () -> Steps

    var up: Steps { steps() }
}
