import Foundation
import Stopover

extension Contender {
    static let snapshots = [
        // A copy of the file alone: right only while nobody has the database open.
        Self(
            name: "zstd", title: "\(packed) of the file, sync", job: .snapshot,
            goesBesideWriter: false,
            work: .commands { pack($0.database, $0) }),
        Self(
            name: "snapshot", title: "Stopover snapshot create", job: .snapshot, isStopover: true,
            work: .inProcess { files in
                try Migrator(path: files.database, migrations: []).createSnapshot()
            }),
        // It begins anew after every write of another process: beside a busy writer it never ends.
        Self(
            name: "backup", title: ".backup, \(packed), sync", job: .snapshot,
            goesBesideWriter: false,
            work: .commands { files in
                [Tool.sqlite3(files.database, ".backup '\(files.scratch)'")]
                    + pack(files.scratch, files)
            }),
        Self(
            name: "vacuum-into", title: "VACUUM INTO, \(packed), sync", job: .snapshot,
            work: .commands { files in
                [Tool.sqlite3(files.database, "VACUUM INTO '\(files.scratch)'")]
                    + pack(files.scratch, files)
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

    /// With as many threads as Stopover's.
    private static let threads = min(4, ProcessInfo.processInfo.activeProcessorCount)
    private static let packed = "zstd -1 -T\(threads)"

    /// As durable as Stopover's: zstd leaves it to the system when the disk has what it writes.
    private static func pack(_ database: String, _ files: Files) -> [[String]] {
        [
            Tool.zstd("-1", "-T\(threads)", database, "-o", files.packed),
            Tool.env("sync", files.packed),
        ]
    }
}
