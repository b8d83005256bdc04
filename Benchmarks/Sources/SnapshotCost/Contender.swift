import BenchmarkSupport
import Foundation
import Stopover

/// A way to write a snapshot or to put one back, as a command line of its own.
enum Contender: String, CaseIterable {
    case zstd = "zstd -1 -T2"
    case create = "snapshot create"
    case backup = ".backup, zstd -1 -T2"
    case vacuum = "VACUUM INTO, zstd -1 -T2"
    case byHand = "zstd -d, .restore"
    case restore = "snapshot restore, no safety snapshot"
    case safeRestore = "snapshot restore"

    static let writers: [Self] = [.zstd, .create, .backup, .vacuum]
    static let restorers: [Self] = [.byHand, .restore, .safeRestore]

    /// What the contender's time is compared with.
    var yardstick: Self { Self.writers.contains(self) ? .zstd : .byHand }

    /// The command's arguments, the executable first.
    func command(_ files: Files) -> [String] {
        let (database, scratch) = (files.database, files.scratch)
        let compress = "zstd -q -1 -T2 -f '\(scratch)' -o '\(files.packed)'"
        switch self {
        case .zstd: return shell("zstd -q -1 -T2 -f '\(database)' -o '\(files.packed)'")
        case .backup: return shell("sqlite3 '\(database)' \".backup '\(scratch)'\" && \(compress)")
        case .vacuum:
            return shell("sqlite3 '\(database)' \"VACUUM INTO '\(scratch)'\" && \(compress)")
        case .byHand:
            return shell(
                "zstd -q -d -f '\(files.snapshot)' -o '\(scratch)' && "
                    + "sqlite3 '\(database)' \".restore '\(scratch)'\"")
        case .create, .restore, .safeRestore:
            return [CommandLine.arguments[0], "--child", rawValue, database, files.snapshot]
        }
    }

    private func shell(_ script: String) -> [String] { ["/bin/sh", "-c", script] }

    /// The child's part: what the library is asked for, and its peak of memory on standard output.
    func run(_ database: String, snapshot: String) throws {
        let migrator = try Migrator(path: database, migrations: [])
        switch self {
        case .create: try migrator.createSnapshot()
        case .restore: try migrator.restore(snapshot, safetySnapshot: false)
        case .safeRestore: try migrator.restore(snapshot)
        default: return
        }
        print(PeakMemory.ownInKibibytes)
    }
}

/// The files of one comparison.
struct Files {
    let directory: String

    var database: String { directory + "/contacts.sqlite" }
    var scratch: String { directory + "/scratch.sqlite" }
    var packed: String { directory + "/packed.zst" }
    /// What the restorers put back.
    var snapshot: String { directory + "/kept.sqlite.zst" }

    /// Removes what a contender left.
    func clean() throws {
        for path in [scratch, scratch + "-wal", packed, database + ".snapshots"]
        where FileManager.default.fileExists(atPath: path) {
            try FileManager.default.removeItem(atPath: path)
        }
    }
}
