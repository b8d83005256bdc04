/// Decides what a rollback takes back, newest first. It knows no database.
struct RollbackSelection: Sendable {
    /// One migration to take back.
    struct Item: Sendable {
        let version: MigrationVersion
        let name: String
        let description: String
        let operations: [Operation]
        let foreignKeys: ForeignKeys
        /// The `down` steps as the history has them.
        let stored: String?
        /// It is half done, or half taken back.
        let checkpoint: Checkpoint?
        /// Of a half-done one: how far the batches go.
        let undoes: [Int: UndoBound]?
    }

    let items: [Item]

    init(
        _ extent: RollbackExtent, registry: MigrationRegistry, state: HistoryState
    ) throws(MigrationError) {
        let halfDone = state.checkpoint.flatMap { $0.isHalfDone ? $0 : nil }
        var candidates = state.applied.reversed().filter { $0.version != halfDone?.version }
            .map {
                Candidate(
                    version: $0.version, name: $0.name, stored: $0.down, checkpoint: nil,
                    snapshot: $0.snapshot)
            }
        if let halfDone {
            candidates.insert(
                Candidate(
                    version: halfDone.version, name: halfDone.name,
                    stored: halfDone.down ?? state.applied(halfDone.version)?.down,
                    checkpoint: halfDone, snapshot: halfDone.snapshot),
                at: 0)
        }
        var items: [Item] = []
        for candidate in try Self.taken(candidates, extent, registry, halfDone: halfDone) {
            items.append(try candidate.item(registry))
        }
        self.items = items
    }

    private struct Candidate {
        let version: MigrationVersion
        let name: String
        /// The `down` steps as the history has them.
        let stored: String?
        let checkpoint: Checkpoint?
        /// The database snapshot that covers it.
        let snapshot: String?

        func item(_ registry: MigrationRegistry) throws(MigrationError) -> Item {
            let migration = registry[version]
            var operations = migration?.down ?? []
            if migration == nil, let stored {
                do {
                    operations = try StepsText.parse(stored, direction: .down)
                } catch {
                    throw MigrationError(
                        .irreversible,
                        "\(name) can't be taken back: its down steps in the history can't be read",
                        hint: "Bring its code back.", version: version)
                }
            }
            guard !operations.isEmpty else {
                let reason =
                    migration == nil
                    ? "its code is gone, and the history has no down steps" : "it has no down steps"
                throw MigrationError(
                    .irreversible, "\(name) can't be taken back: \(reason)",
                    hint: snapshot.map {
                        "`snapshot restore \($0)` puts the whole database back as it was then; what was "
                            + "written since is lost."
                    } ?? "Write what takes it back as its down steps, or restore a backup.",
                    version: version)
            }
            return Item(
                version: version, name: name, description: migration?.description ?? "",
                operations: operations, foreignKeys: migration?.foreignKeys ?? .checked,
                stored: stored, checkpoint: checkpoint,
                undoes: try undoes(operations, migration))
        }

        private func undoes(
            _ down: [Operation], _ migration: RegisteredMigration?
        ) throws(MigrationError) -> [Int: UndoBound]? {
            guard let checkpoint, checkpoint.direction == .up else { return nil }
            // Steps that were changed since are not those that ran.
            let isSame = migration?.checksum == checkpoint.checksum
            let stored = checkpoint.up.flatMap { try? StepsText.parse($0, direction: .up) }
            let up = isSame ? migration?.up : stored
            guard let up else {
                guard !down.contains(where: { $0.batch != nil }) else {
                    throw MigrationError(
                        .halfDone,
                        "\(name) is half done, and the steps that ran are gone: its down steps can't "
                            + "tell which rows it changed",
                        hint: "Bring its code back as it was.", version: version)
                }
                return [:]
            }
            return try UndoBounds(up: up, checkpoint: checkpoint).bounds(of: down)
        }
    }

    private static func taken(
        _ candidates: [Candidate], _ extent: RollbackExtent, _ registry: MigrationRegistry,
        halfDone: Checkpoint?
    ) throws(MigrationError) -> [Candidate] {
        switch extent {
        case .last(let count): return Array(candidates.prefix(max(0, count)))
        case .to(let version):
            let isKnown =
                version == 0 || registry[version] != nil
                || candidates.contains { $0.version == version }
            guard isKnown else {
                throw MigrationError(
                    .unknownVersion, "There is no migration \(version)",
                    hint: "`status` lists the versions that there are; 0 takes back all.")
            }
            if let halfDone, halfDone.direction == .down, halfDone.version <= version {
                throw MigrationError(
                    .halfDone, "\(halfDone.name) is half taken back, and \(version) keeps it",
                    hint: "Run `rollback` to go on taking it back.", version: halfDone.version)
            }
            return candidates.filter { $0.version > version }
        }
    }
}
