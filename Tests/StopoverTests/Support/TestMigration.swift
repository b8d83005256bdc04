@testable import Stopover

/// A migration put together in a test.
struct TestMigration: Migration {
    var version: MigrationVersion
    var name = "test"
    var description = ""
    var revision = 1
    var foreignKeys = ForeignKeys.checked
    var makeUp: @Sendable () throws -> Steps
    var makeDown: @Sendable () throws -> Steps

    var up: Steps { get throws { try makeUp() } }
    var down: Steps { get throws { try makeDown() } }

    init(
        _ version: MigrationVersion = 1, name: String = "test", revision: Int = 1,
        foreignKeys: ForeignKeys = .checked,
        @StepsBuilder up: @escaping @Sendable () throws -> Steps,
        @StepsBuilder down: @escaping @Sendable () throws -> Steps = { Steps() }
    ) {
        self.version = version
        self.name = name
        self.revision = revision
        self.foreignKeys = foreignKeys
        makeUp = up
        makeDown = down
    }
}

/// The operations of steps.
func operations(@StepsBuilder _ steps: () -> Steps) -> [Operation] {
    steps().operations
}
