import Foundation
import Stopover

extension Contender {
    static let snapshots = [
        // A copy of the file alone: right only while nobody has the database open.
        Self(
            name: "zstd", title: "zstd -1 -T2 of the file", job: .snapshot,
            goesBesideWriter: false,
            work: .commands { [Tool.zstd("-1", "-T2", $0.database, "-o", $0.packed)] }),
        Self(
            name: "snapshot", title: "Stopover snapshot create", job: .snapshot, isStopover: true,
            work: .inProcess { files in
                try Migrator(path: files.database, migrations: []).createSnapshot()
            }),
        // It begins anew after every write of another process: beside a busy writer it never ends.
        Self(
            name: "backup", title: ".backup, zstd -1 -T2", job: .snapshot, goesBesideWriter: false,
            work: .commands { files in
                [Tool.sqlite3(files.database, ".backup '\(files.scratch)'"), pack(files)]
            }),
        Self(
            name: "vacuum-into", title: "VACUUM INTO, zstd -1 -T2", job: .snapshot,
            work: .commands { files in
                [Tool.sqlite3(files.database, "VACUUM INTO '\(files.scratch)'"), pack(files)]
            }),
    ]

    static let restores = [
        // .restore gives up when it finds the database busy three times.
        Self(
            name: "zstd-restore", title: "zstd -d, .restore", job: .restore,
            goesBesideWriter: false,
            work: .commands { files in
                [
                    Tool.zstd("-d", files.kept, "-o", files.scratch),
                    Tool.sqlite3(files.database, ".restore '\(files.scratch)'"),
                ]
            }),
        Self(
            name: "restore", title: "Stopover snapshot restore, no safety snapshot", job: .restore,
            isStopover: true,
            work: .inProcess { files in
                try Migrator(path: files.database, migrations: [])
                    .restore(files.kept, safetySnapshot: false)
            }),
        Self(
            name: "safe-restore", title: "Stopover snapshot restore", job: .restore,
            isStopover: true,
            work: .inProcess { files in
                try Migrator(path: files.database, migrations: []).restore(files.kept)
            }),
    ]

    private static func pack(_ files: Files) -> [String] {
        Tool.zstd("-1", "-T2", files.scratch, "-o", files.packed)
    }
}
