import BenchmarkSupport
import Foundation
import GRDB

/// What the numbers were measured with.
enum Surroundings {
    static func description(_ peers: Peers?, seed: UInt64) throws -> String {
        let sqlite = try DatabaseQueue().read { db in
            try String.fetchOne(db, sql: "SELECT sqlite_version()") ?? ""
        }
        var parts = [
            "\(ProcessInfo.processInfo.processorCount) cores",
            "\(ProcessInfo.processInfo.physicalMemory / 1_073_741_824) GiB",
            ProcessInfo.processInfo.operatingSystemVersionString, "SQLite \(sqlite)",
        ]
        if let peers { parts += try peers.versions() }
        return parts.joined(separator: ", ") + ", seed \(seed)"
    }
}
