/// A migration with its steps made.
struct RegisteredMigration: Sendable {
    let version: MigrationVersion
    let name: String
    let description: String
    let revision: Int
    let foreignKeys: ForeignKeys
    let up: [Operation]
    let down: [Operation]
    let checksum: String

    var isReversible: Bool { !down.isEmpty }

    /// What the history stores of `up`; nil where SQL can't say it.
    var upText: String? { text(of: up, .up) }

    /// What the history stores of `down`; nil where there is none or SQL can't say it.
    var downText: String? { text(of: down, .down) }

    init(_ migration: any Migration) throws {
        version = migration.version
        name = migration.name
        description = migration.description
        revision = migration.revision
        foreignKeys = migration.foreignKeys
        up = try Self.steps(.up, of: migration)
        down = try Self.steps(.down, of: migration)
        checksum = Checksum.of(operations: up, revision: revision, foreignKeys: foreignKeys)
        guard !up.isEmpty else {
            throw MigrationError(
                .invalidStep, "\(name) has no up steps", hint: "Give it one, or leave it out.",
                version: version)
        }
    }

    private static func steps(
        _ direction: Direction, of migration: any Migration
    ) throws -> [Operation] {
        let operations: [Operation]
        do {
            operations = try (direction == .up ? migration.up : migration.down).operations
        } catch let error as MigrationError {
            throw error.concerning(migration.version)
        } catch {
            // By its type alone: its text may hold values.
            throw MigrationError(
                .invalidStep,
                "the \(direction) steps of \(migration.name) could not be made: \(type(of: error)) "
                    + "was thrown",
                hint: "Steps are made at each start; let what may fail happen in a step.",
                version: migration.version)
        }
        for (index, operation) in operations.enumerated() {
            do {
                try operation.check()
            } catch {
                throw MigrationError(
                    .invalidStep,
                    "\(direction) step \(index + 1) of \(migration.name): \(error.reason)",
                    hint: error.hint, version: migration.version)
            }
        }
        return operations
    }

    /// The text knows no setting of the whole migration, so each step carries its own.
    private func text(of operations: [Operation], _ direction: Direction) -> String? {
        let steps = operations.map { operation in
            var operation = operation
            operation.foreignKeys = operation.foreignKeys ?? foreignKeys
            return operation
        }
        return StepsText.render(steps, direction: direction)
    }
}
