import Stopover

func addSnapshotSuite() {
    add("snapshot-create", rows: 50_000) { path in
        try Migrator(path: path, migrations: []).createSnapshot()
    }
    add(
        "snapshot-verify", rows: 50_000,
        arrange: { path in try Migrator(path: path, migrations: []).createSnapshot() },
        work: { path in
            let snapshots = try Migrator(path: path, migrations: []).snapshots()
            for snapshot in try snapshots.list().snapshots { try snapshots.verify(snapshot.name) }
        })
}
