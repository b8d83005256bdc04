import Foundation
import Stopover

func addRestoreSuite() {
    add("restore-no-safety-snapshot", rows: 50_000, arrange: keepAndChange) { path in
        try Migrator(path: path, migrations: []).restore(kept(path), safetySnapshot: false)
    }
    add("restore-safety-snapshot", rows: 50_000, arrange: keepAndChange) { path in
        try Migrator(path: path, migrations: []).restore(kept(path))
    }
}

/// A snapshot, and something to take back.
@Sendable private func keepAndChange(_ path: String) throws {
    let snapshot = try Migrator(path: path, migrations: []).createSnapshot()
    try? FileManager.default.removeItem(atPath: kept(path))
    try FileManager.default.moveItem(atPath: snapshot.path, toPath: kept(path))
    try run(on: path) { Update("contacts", set: "visits = visits + 1") }
}

private func kept(_ path: String) -> String { path + ".kept.sqlite.zst" }
