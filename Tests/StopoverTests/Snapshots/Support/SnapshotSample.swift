import Foundation
import Testing

@testable import Stopover

/// A small snapshot of two frames beside the head, as bytes that tests damage.
struct SnapshotSample {
    let directory: TemporaryDirectory
    let parts: SnapshotParts

    /// - Parameter rows: 1,300 of them make two frames.
    init(rows: Int = 1_300, pageSize: Int = 512) throws {
        directory = try TemporaryDirectory()
        let database = try TestDatabase.ofRows(rows, pageSize: pageSize)
        parts = try SnapshotParts(database.takeSnapshot().path)
    }

    var path: String { directory.path("sample.sqlite.zst") }

    var snapshots: Snapshots {
        Snapshots(ofDatabase: directory.path("sample.sqlite"), directory: directory.path)
    }

    func write(_ bytes: [UInt8]) throws {
        try directory.write(bytes, to: "sample.sqlite.zst")
    }

    /// What is wrong with these bytes in place of the snapshot's.
    func refusal(_ bytes: [UInt8]) throws -> String? {
        try write(bytes)
        return try StopoverTests.refusal(of: path)
    }

    /// What `list` says of the file; nil where it takes it for a snapshot.
    func listedDamage() throws -> String? {
        let listing = try snapshots.list()
        guard let damaged = listing.damaged.first else { return nil }
        let start = "\(path) is not a whole snapshot: "
        return damaged.error.message.replacing(start, with: "")
    }
}
