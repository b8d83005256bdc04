/// Decides what a rollback takes back, newest first. It knows no database.
struct RollbackSelection: Sendable {
    /// One migration to take back.
    struct Item: Sendable {
        let version: MigrationVersion
        let name: String
        let description: String
        let operations: [Operation]
        let foreignKeys: ForeignKeys
        /// Of the operations.
        let checksum: String
        /// The `down` steps as the history has them.
        let stored: String?
        /// It is half done, or half taken back.
        let checkpoint: Checkpoint?
        /// Of a half-done one: how far the batches go.
        let undoes: [Int: UndoBound]?
        /// The database snapshot that covers it.
        let snapshot: String?
        /// What its batches changed; nil where that was not kept, or no step asks for it.
        let rowSnapshot: RowSnapshotReference?
    }

    let items: [Item]

    init(
        _ extent: RollbackExtent, registry: MigrationRegistry, state: HistoryState
    ) throws(MigrationError) {
        if case .last(1...) = extent { try Self.refuseUncommitted(registry, state) }
        let halfDone = state.checkpoint.flatMap { $0.isHalfDone ? $0 : nil }
        var candidates = state.applied.reversed().filter { $0.version != halfDone?.version }
            .map(RollbackCandidate.init)
        if let halfDone {
            candidates.insert(RollbackCandidate(halfDone, state), at: 0)
        }
        var items: [Item] = []
        for candidate in try Self.taken(candidates, extent, registry, halfDone: halfDone) {
            items.append(try candidate.item(registry))
        }
        self.items = items
    }

    /// Whoever takes back the last one means that which just failed or was stopped: where nothing of it was
    /// committed, the healthy one before it is not taken in its place.
    private static func refuseUncommitted(
        _ registry: MigrationRegistry, _ state: HistoryState
    ) throws(MigrationError) {
        guard let begun = state.checkpoint, begun.direction == .up, !begun.isHalfDone,
            registry[begun.version] != nil, let last = state.applied.last
        else { return }
        let below = state.applied.dropLast().last?.version.text ?? "0"
        throw MigrationError(
            .irreversible, "\(begun.name) can't be taken back: nothing of it was committed",
            hint:
                "`run` begins it again; `rollback --to \(below)` takes back \(last.version), the last "
                + "that is applied.",
            version: begun.version)
    }

    private static func taken(
        _ candidates: [RollbackCandidate], _ extent: RollbackExtent, _ registry: MigrationRegistry,
        halfDone: Checkpoint?
    ) throws(MigrationError) -> [RollbackCandidate] {
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

/// Which migrations to take back.
public enum RollbackExtent: Sendable, Hashable {
    /// The last so many applied ones; a half-done one is taken back first and counts.
    case last(Int)
    /// All after the version, which stays. `0` takes back all.
    case to(MigrationVersion)
}
