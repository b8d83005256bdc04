@testable import Stopover

/// A migration put together by a test.
struct TestMigration: Migration {
    var version: MigrationVersion = 1
    var name = "test"
    var description = ""
    var revision = 1
    var foreignKeys = ForeignKeys.checked
    var makeUp: @Sendable () throws -> Steps
    var makeDown: @Sendable () throws -> Steps = { Steps() }

    var up: Steps { get throws { try makeUp() } }
    var down: Steps { get throws { try makeDown() } }

    init(
        version: MigrationVersion = 1, name: String = "test",
        @StepsBuilder up: @escaping @Sendable () throws -> Steps
    ) {
        self.version = version
        self.name = name
        makeUp = up
    }
}

/// The operations of steps.
func operations(@StepsBuilder _ steps: () -> Steps) -> [Operation] {
    steps().operations
}
