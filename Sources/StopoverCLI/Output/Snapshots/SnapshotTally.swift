import Foundation
import Stopover

/// How many snapshots a database has: `info` tells.
struct SnapshotTally: Hashable {
    var directory: String
    var count = 0
    var sizeInBytes = 0
    var newest: Snapshot?
    var damagedCount = 0
    /// Why the directory can't be read: who may read a database may not always read its snapshots.
    var failure: String?

    init(of snapshots: Snapshots) {
        directory = snapshots.directory
        do {
            let listing = try snapshots.list()
            count = listing.own.count
            sizeInBytes = listing.own.reduce(0) { $0 + $1.sizeInBytes }
            newest = listing.own.first
            damagedCount = listing.damaged.count
        } catch {
            failure = ErrorReport(error).message
        }
    }

    init(directory: String) {
        self.directory = directory
    }

    func text(at date: Date) -> String {
        if let failure { return failure.singleLine }
        let damaged =
            damagedCount == 0 ? "" : ", \(Readable.count(damagedCount, "damaged file"))"
        guard let newest else { return "none in \(directory)\(damaged)" }
        let age = Readable.age(of: newest.createdAt, at: date)
        return "\(Readable.number(count)) in \(directory), \(Readable.size(sizeInBytes)), "
            + "the newest is \(newest.name) (\(age) old)\(damaged)"
    }

    var json: JSON {
        .object([
            ("directory", .string(directory)), ("count", .integer(count)),
            ("size_bytes", .integer(sizeInBytes)), ("newest", JSON(newest?.name)),
            ("damaged_count", .integer(damagedCount)), ("failure", JSON(failure)),
        ])
    }
}
