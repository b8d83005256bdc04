import BenchmarkSupport
import Foundation

/// The files of one trial.
struct Files {
    let directory: String

    /// What the contender works on.
    var database: String { directory + "/contacts.sqlite" }
    /// A database that a contender needs on its way.
    var scratch: String { directory + "/scratch.sqlite" }
    /// What another way than Stopover makes of the database to keep it.
    var packed: String { directory + "/packed.zst" }
    /// The snapshot that is put back.
    var kept: String { directory + "/kept.sqlite.zst" }
    /// Where Stopover keeps snapshots.
    var snapshots: String { database + ".snapshots" }

    /// Removes what a trial left.
    func clean() throws {
        for path in [database, scratch] { try DatabaseCopy.remove(path) }
        if FileManager.default.fileExists(atPath: packed) {
            try FileManager.default.removeItem(atPath: packed)
        }
    }

    /// The snapshot that was written, by Stopover or otherwise; nil where none was.
    func written() throws -> String? {
        if FileManager.default.fileExists(atPath: packed) { return packed }
        guard FileManager.default.fileExists(atPath: snapshots) else { return nil }
        let names = try FileManager.default.contentsOfDirectory(atPath: snapshots)
        return names.first { $0.hasSuffix(".zst") }.map { snapshots + "/" + $0 }
    }
}
