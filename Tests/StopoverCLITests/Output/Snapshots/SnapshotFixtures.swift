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
        databasePath: database, sizeInBytes: size,
        kind: .database(sizeInBytes: databaseSize, pageSizeInBytes: 4096),
        appliedVersions: applied)
}

/// Of a million rows, 4.5 MiB large, taken two hours before `someDate`.
func rowSnapshot(
    isFinished: Bool = true, rows: Int? = 1_000_000, chunks: Int? = 100
) -> Snapshot {
    Snapshot(
        path: "/srv/contacts.db.snapshots/003.rows.zst", createdAt: someDate - 7200,
        purpose: .migration, version: 3, migrationName: "normalize_phones", runID: "run-7",
        databasePath: "/srv/contacts.db", sizeInBytes: 4_718_592,
        kind: .rows(
            .init(
                isFinished: isFinished, rowCount: rows, chunkCount: chunks,
                tables: rows == nil ? [] : ["contacts"])), appliedVersions: [])
}

/// What JSON has of `rowSnapshot()`.
let rowSnapshotFields =
    #""name":"003.rows.zst","path":"/srv/contacts.db.snapshots/003.rows.zst","#
    + #""kind":"rows","created_at":"2026-11-22T08:15:00.250Z","purpose":"migration","#
    + #""version":"003","migration_name":"normalize_phones","run_id":"run-7","#
    + #""database_path":"/srv/contacts.db","size_bytes":4718592,"finished":true,"#
    + #""rows":1000000,"chunks":100,"tables":["contacts"]"#

/// What JSON has of `snapshot()`.
let snapshotFields =
    #""name":"003.sqlite.zst","path":"/srv/contacts.db.snapshots/003.sqlite.zst","#
    + #""kind":"database","created_at":"2026-11-20T07:15:00.250Z","purpose":"migration","version":"003","#
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
