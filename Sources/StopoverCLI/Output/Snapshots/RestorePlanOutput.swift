import Foundation
import Stopover

/// What `snapshot restore --dry-run` says of the live database.
struct RestorePlanOutput {
    let snapshot: Snapshot
    let database: String
    let databaseSizeInBytes: Int
    /// The migrations that are applied now.
    let applied: [MigrationVersion]
    /// Where the safety snapshot would be taken; nil for none.
    let safetyDirectory: String?
    /// Who holds the lock, where a run is under way.
    var lockHolder: String?
    /// Now: the snapshot's age is told.
    let date: Date

    var text: String {
        let (old, new) = (databaseSizeInBytes, snapshot.databaseSizeInBytes)
        let age = Readable.age(of: snapshot.createdAt, at: date)
        let text = """
            \(snapshot.name) is whole. It would replace all of \(database):
              now       \(Readable.size(old))
              snapshot  \(Readable.size(new)), \(age) old, \(occasion)\(origin)
              \(migrations)
            \(safety)
            Nothing was changed.
            """
        guard let lockHolder else { return text }
        return text + "\nA run is under way, and has to end first: \(lockHolder.singleLine)"
    }

    var event: JSONEvent {
        JSONEvent(
            "restore_plan",
            details: [
                ("path", .string(database)), ("size_bytes", .integer(databaseSizeInBytes)),
                ("snapshot", snapshot.json), ("no_longer_applied", JSON(gone.map(\.text))),
                ("applied_again", JSON(back.map(\.text))),
                ("takes_safety_snapshot", .bool(safetyDirectory != nil)),
                ("lock_holder", JSON(lockHolder)),
            ])
    }

    /// A line of its own where it was taken of another database, or of this one elsewhere.
    private var origin: String {
        snapshot.databasePath == database
            ? "" : "\n  taken of  \(snapshot.databasePath.singleLine)"
    }

    private var gone: [MigrationVersion] {
        applied.filter { !snapshot.appliedVersions.contains($0) }
    }

    private var back: [MigrationVersion] {
        snapshot.appliedVersions.filter { !applied.contains($0) }
    }

    private var occasion: String {
        switch snapshot.purpose {
        case .migration, .halfDone: "before \(snapshot.occasion)"
        case .manual, .restore, .reset: snapshot.occasion
        }
    }

    private var migrations: String {
        let parts = [
            gone.isEmpty ? nil : "no longer applied: \(list(gone))",
            back.isEmpty ? nil : "applied again: \(list(back))",
        ].compactMap(\.self)
        return parts.isEmpty
            ? "the same migrations are applied" : parts.joined(separator: "; ")
    }

    private func list(_ versions: [MigrationVersion]) -> String {
        versions.map(\.text).joined(separator: ", ")
    }

    private var safety: String {
        safetyDirectory.map {
            "A snapshot of the database as it is would be taken first, in \($0)."
        }
            ?? "No snapshot of the database as it is would be taken: it can't be undone."
    }
}
