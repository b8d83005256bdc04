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
        try Self.refuseMisplacedRestore(name, version, up, down)
        guard !up.isEmpty else {
            throw MigrationError(
                .invalidStep, "\(name) has no up steps", hint: "Give it one, or leave it out.",
                version: version)
        }
    }

    private static func refuseMisplacedRestore(
        _ name: String, _ version: MigrationVersion, _ up: [Operation], _ down: [Operation]
    ) throws {
        if up.contains(where: \.restoresRows) {
            throw MigrationError(
                .invalidStep, "up of \(name) restores rows",
                hint:
                    "RestoreRows() (-- migrate:restore) puts back what the batches of up changed: "
                    + "put it into down.",
                version: version)
        }
        guard down.contains(where: \.restoresRows) else { return }
        guard down.filter(\.restoresRows).count == 1 else {
            throw MigrationError(
                .invalidStep, "down of \(name) restores rows twice",
                hint: "All of them go back at the first: leave the others out.", version: version)
        }
        guard up.contains(where: { $0.batch != nil }) else {
            throw MigrationError(
                .invalidStep, "down of \(name) restores rows, and up has no batch",
                hint: "Only what batches change is kept row by row: leave it out.",
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
