import Foundation

@testable import Stopover
@testable import StopoverCLI

/// Of a database of 390 MiB, 111 MiB large, taken 51 hours before `someDate`.
func snapshot(
    _ purpose: SnapshotPurpose = .migration, version: MigrationVersion? = 3,
    name: String? = "normalize_phones", file: String = "003.sqlite.zst",
    age: Double = 51 * 3600, database: String = "/srv/contacts.db",
    size: Int = 111 << 20, databaseSize: Int = 390 << 20,
    applied: [MigrationVersion] = [1, 2]
) -> Snapshot {
    Snapshot(
        path: "/srv/contacts.db.snapshots/" + file, createdAt: someDate - age, purpose: purpose,
        version: purpose == .migration ? version : nil,
        migrationName: purpose == .migration ? name : nil, runID: "run-7",
        databasePath: database, sizeInBytes: size, databaseSizeInBytes: databaseSize,
        pageSizeInBytes: 4096, appliedVersions: applied)
}

/// What JSON has of `snapshot()`.
let snapshotFields =
    #""name":"003.sqlite.zst","path":"/srv/contacts.db.snapshots/003.sqlite.zst","#
    + #""created_at":"2026-11-20T07:15:00.250Z","purpose":"migration","version":"003","#
    + #""migration_name":"normalize_phones","run_id":"run-7","#
    + #""database_path":"/srv/contacts.db","size_bytes":116391936,"#
    + #""database_size_bytes":408944640,"page_size_bytes":4096,"ratio":3.51,"#
    + #""applied":["001","002"]"#

/// The fixed fields of a line of JSON.
func eventHead(_ name: String) -> String {
    #"{"schema":1,"time":"2026-11-22T10:15:00.250Z","event":"\#(name)","#
        + #""version":null,"step":null,"#
}

func snapshotProgress(
    _ activity: SnapshotProgress.Activity = .writing,
    name: String = "003-normalize_phones-20261122T101500Z.sqlite.zst",
    done: Int = 176 << 20, of total: Int = 390 << 20, rate: Double? = 440_401_920
) -> SnapshotProgress {
    SnapshotProgress(
        activity: activity, name: name, bytesDone: done, bytesTotal: total, bytesPerSecond: rate)
}
