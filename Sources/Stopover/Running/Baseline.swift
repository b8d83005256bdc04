import Foundation
import GRDB

/// Records migrations as applied without running them.
struct Baseline {
    let context: RunContext
    let registry: MigrationRegistry

    /// - Returns: the versions that were not recorded before.
    func record(upTo version: MigrationVersion) throws -> [MigrationVersion] {
        try registry.require(version)
        return try context.transaction { db in
            let state = try context.store.state(db)
            if let checkpoint = state.checkpoint, checkpoint.isHalfDone {
                throw MigrationError(
                    .halfDone, "\(checkpoint.name) is half done",
                    hint: checkpoint.direction == .up
                        ? "Finish it with `run` or take it back with `rollback` first."
                        : "Run `rollback` to go on taking it back first.",
                    version: checkpoint.version)
            }
            let missing = registry.migrations.filter {
                $0.version <= version && state.applied($0.version) == nil
            }
            try context.store.prepare(db)
            let runID = UUID().uuidString.lowercased()
            for migration in missing {
                try context.store.recordApplied(
                    db, migration, rows: nil, activeSeconds: nil, runID: runID, event: .baselined)
                try context.store.removeCheckpoint(db, migration.version)
            }
            return missing.map(\.version)
        }
    }
}
